/*
 * One fresh process with one function in it, as Lambda's runtime would hold it: loads the bundle, makes the first
 * call, then the warm ones, and writes what it measured. Plain CommonJS, so that nothing but the bundle is measured.
 */
const { readFileSync, writeFileSync } = require('node:fs');

const { code, phases, result: file } = JSON.parse(readFileSync(process.argv[2], 'utf8'));

const context = { functionName: 'bench', awsRequestId: '00000000-0000-4000-8000-000000000000' };
const cpuUs = () => {
  const { user, system } = process.cpuUsage();
  return user + system;
};

async function main() {
  const { handler } = require(code);
  const initMs = performance.now();
  const initCpuUs = cpuUs();

  const call = async (event) => handler(event, { ...context, getRemainingTimeInMillis: () => 10_000 });
  const result = { initMs, initCpuUs, phases: {} };
  for (const { name, event, expect, warmUp, calls } of phases) {
    const firstCpu = cpuUs();
    const firstStart = performance.now();
    const answer = await call(event);
    const firstMs = performance.now() - firstStart;
    const firstCpuUs = cpuUs() - firstCpu;
    if (expect && !JSON.stringify(answer ?? null).includes(expect)) {
      throw new Error(
        `${name}: the answer does not contain ${expect}: ${JSON.stringify(answer).slice(0, 500)}`,
      );
    }
    for (let i = 0; i < warmUp; i++) await call(event);
    const wallMs = [];
    const warmCpu = cpuUs();
    for (let i = 0; i < calls; i++) {
      const start = performance.now();
      await call(event);
      wallMs.push(performance.now() - start);
    }
    const warmCpuUs = calls > 0 ? (cpuUs() - warmCpu) / calls : undefined;
    result.phases[name] = { firstMs, firstCpuUs, warmCpuUs, wallMs };
  }
  writeFileSync(file, JSON.stringify(result));
  process.exit(0);
}

main().catch((error) => {
  console.error(error);
  process.exit(1);
});
