"""Runs a command and prints, as JSON, its wall seconds, CPU seconds (its children's included), peak memory and exit code;
how long it took after it until all that it wrote was on the disk; and the machine's load before it.

Linux's accounting of the finished process; peak memory is the resident set of the largest single process, in bytes.
"""

import json
import os
import resource
import subprocess
import sys
import time

load = os.getloadavg()[0]
started = time.perf_counter()
with open(sys.argv[1], "wb") as log:
    child = subprocess.Popen(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=log, stderr=subprocess.STDOUT)
    _, status, _ = os.wait4(child.pid, 0)
wall = time.perf_counter() - started
os.sync()
synced = time.perf_counter() - started - wall
usage = resource.getrusage(resource.RUSAGE_CHILDREN)
print(
    json.dumps(
        {
            "wallSeconds": wall,
            "cpuSeconds": usage.ru_utime + usage.ru_stime,
            "peakBytes": usage.ru_maxrss * 1024,
            "syncSeconds": synced,
            "load": load,
            "exitCode": os.waitstatus_to_exitcode(status),
        }
    )
)
