/**
 * What AWS's managed rules look for, by the part of a request they look in. The contract has free text in bodies and in
 * the query: titles, names of users and images, tags. Nobody executes it, and no page shows it as HTML.
 */
const FREE_TEXT =
  'any text is a good title, name or tag; it is stored, compared and answered as JSON, never executed';
const NOBODYS = 'the service reads no cookie';

/** A managed rule that is counted where it would block, and why what it finds does no harm here. */
type Counted = Readonly<Record<string, string>>;

/**
 * The managed rule groups, with the rules that are counted. All others block: headers and paths that the contract does
 * not have, methods nobody answers, addresses with a record. A new rule of AWS's blocks until somebody lists it here.
 * https://docs.aws.amazon.com/waf/latest/developerguide/aws-managed-rule-groups-baseline.html
 */
export const MANAGED_RULES: readonly (readonly [group: string, counted: Counted])[] = [
  ['AWSManagedRulesAmazonIpReputationList', {}],
  [
    'AWSManagedRulesKnownBadInputsRuleSet',
    {
      JavaDeserializationRCE_BODY: 'no Java runs here',
      JavaDeserializationRCE_QUERYSTRING: 'no Java runs here',
      Log4JRCE_BODY: 'no Java runs here, and no log is looked up in',
      Log4JRCE_QUERYSTRING: 'no Java runs here, and no log is looked up in',
      ReactJSRCE_BODY: 'no React runs here, and bodies are parsed as JSON alone',
    },
  ],
  [
    'AWSManagedRulesCommonRuleSet',
    {
      NoUserAgent_HEADER: 'programs need not name themselves',
      SizeRestrictions_BODY: 'bodies may have 64 KiB, batches 256, and the function refuses more',
      SizeRestrictions_QUERYSTRING:
        'two names of 256 characters and a cursor exceed 2,048 bytes when encoded',
      SizeRestrictions_Cookie_HEADER: NOBODYS,
      EC2MetaDataSSRF_BODY: 'no address of a request is ever fetched',
      EC2MetaDataSSRF_QUERYARGUMENTS: 'no address of a request is ever fetched',
      EC2MetaDataSSRF_COOKIE: NOBODYS,
      GenericLFI_BODY: 'names are hashed or stored, and reach no path of a file or key of an object',
      GenericLFI_QUERYARGUMENTS:
        'names are hashed or compared, and reach no path of a file or key of an object',
      RestrictedExtensions_QUERYARGUMENTS: 'an image may be named app.ini: the name opens no file',
      GenericRFI_BODY: 'a name may be a URL: none is ever fetched',
      GenericRFI_QUERYARGUMENTS: 'a name may be a URL: none is ever fetched',
      CrossSiteScripting_BODY: FREE_TEXT,
      CrossSiteScripting_QUERYARGUMENTS: FREE_TEXT,
      CrossSiteScripting_COOKIE: NOBODYS,
    },
  ],
];
