# Sends one file with Printrun's printcore (Debian: apt-get install printrun), the way its own command line does.
# `python3 printcore.py FILE PORT BAUD`: one JSON object at the end. CPU seconds are those of the sending alone.
import json
import resource
import sys
import time

try:
    from printrun import gcoder
    from printrun.printcore import printcore
except ImportError:
    print(json.dumps({"missing": True}))
    sys.exit(0)

if len(sys.argv) < 4:
    print(json.dumps({"missing": False}))
    sys.exit(0)


def cpu():
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def peak_mb():
    with open("/proc/self/status") as status:
        return next(int(line.split()[1]) for line in status if line.startswith("VmHWM")) / 1024


path, port, baud = sys.argv[1:4]
with open(path) as file:
    gcode = gcoder.LightGCode([line.rstrip("\n") for line in file])
printer = printcore(port, int(baud))
while not printer.online:
    time.sleep(0.01)
begun, used = time.monotonic(), cpu()
printer.startprint(gcode)
while printer.printing:
    time.sleep(0.02)
print(json.dumps({"seconds": time.monotonic() - begun, "cpuSeconds": cpu() - used, "peakMb": peak_mb()}), flush=True)
printer.disconnect()
