"""What harness/process.cjs is for Node.js: one fresh process with one function in it."""

import importlib.util
import json
import os
import sys
import time

with open(sys.argv[1], encoding="utf-8") as file:
    job = json.load(file)


def cpu_us():
    return time.process_time_ns() / 1000


spec = importlib.util.spec_from_file_location("function", job["code"])
function = importlib.util.module_from_spec(spec)
spec.loader.exec_module(function)
result = {
    "initMs": time.time() * 1000 - float(os.environ["SPAWNED_AT"]),
    "initCpuUs": cpu_us(),
    "phases": {},
}

for phase in job["phases"]:
    event = phase["event"]
    first_cpu, first = cpu_us(), time.perf_counter()
    answer = function.handler(event, None)
    first_ms, first_cpu_us = (time.perf_counter() - first) * 1000, cpu_us() - first_cpu
    text = json.dumps(answer, separators=(",", ":"))
    if phase.get("expect") and phase["expect"] not in text:
        sys.exit(f"{phase['name']}: the answer does not contain {phase['expect']}: {text[:500]}")
    for _ in range(phase["warmUp"]):
        function.handler(event, None)
    wall_ms, warm_cpu = [], cpu_us()
    for _ in range(phase["calls"]):
        start = time.perf_counter()
        function.handler(event, None)
        wall_ms.append((time.perf_counter() - start) * 1000)
    result["phases"][phase["name"]] = {
        "firstMs": first_ms,
        "firstCpuUs": first_cpu_us,
        "warmCpuUs": (cpu_us() - warm_cpu) / phase["calls"] if phase["calls"] else None,
        "wallMs": wall_ms,
    }

with open(job["result"], "w", encoding="utf-8") as file:
    json.dump(result, file)
