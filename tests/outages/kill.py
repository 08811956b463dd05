"""kill.py <repository> <folder> <cycles>: ends the API or its PostgreSQL by SIGKILL under six writers, every fourth time the API, and looks in the end for every write that was acknowledged."""
import os
import random
import signal
import sys
import time

from writers import Api, Writers, times

repository, folder, cycles = sys.argv[1], sys.argv[2], int(sys.argv[3])
state = os.path.join(folder, "state")
api = Api(repository, folder, 5095, Crm__StateFolder=state)
api.start()
api.sign_in()
writers = Writers(api, 6)
writers.start()
back = {"the API": [], "PostgreSQL": []}
for cycle in range(cycles):
    time.sleep(random.uniform(0.2, 1))
    what = "PostgreSQL" if cycle % 4 else "the API"
    killed = time.time()
    if what == "the API":
        api.process.kill()
        api.process.wait()
        api.start()
    else:
        with open(os.path.join(state, "postgres", "data", "postmaster.pid"), encoding="ascii") as file:
            os.kill(int(file.readline()), signal.SIGKILL)
    back[what].append(writers.first_after(killed, 120) - killed)
    api.wait_until_ready()
    api.sign_in()
    if cycle % 20 == 19:
        print(f"{cycle + 1} cycles, {len(writers.acknowledged)} acknowledged", flush=True)
writers.stop()
intact = writers.report()
for what, seconds in back.items():
    if seconds:
        times(f"SIGKILL of {what} until a write is acknowledged", seconds)
api.stop()
sys.exit(0 if intact else 1)
