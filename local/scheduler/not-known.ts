/** That the local run leaves something out which AWS would do; the message goes on after the name of what has it. */
export class NotKnown extends Error {}
