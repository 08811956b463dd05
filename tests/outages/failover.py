"""failover.py <repository> <folder> <cycles>: a primary and a synchronous standby; ends the primary and all its processes by SIGKILL under six writers, promotes the standby, and makes a new standby of the old primary."""
import os
import random
import shutil
import signal
import subprocess
import sys
import time

from writers import Api, Writers, times

repository, folder, cycles = sys.argv[1], sys.argv[2], int(sys.argv[3])
PORTS = (55441, 55442)
# PostgreSQL refuses to run as root.
AS = ["runuser", "-u", "postgres", "--"] if os.geteuid() == 0 else []


def run(program, *arguments):
    done = subprocess.run([*AS, program, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"{program} {' '.join(arguments)}: {done.stdout}{done.stderr}")
    return done.stdout.strip()


def data(server):
    return os.path.join(folder, f"data{server}")


def ask(server, sql, database="postgres"):
    return run("psql", "-h", "127.0.0.1", "-p", str(PORTS[server]), "-U", "postgres", "-d", database, "-Atc", sql)


def start(server):
    options = f"-p {PORTS[server]} -c listen_addresses=127.0.0.1 -c unix_socket_directories={folder} -c max_connections=200 -c wal_retrieve_retry_interval=200ms"
    run("pg_ctl", "-D", data(server), "-w", "-l", os.path.join(folder, f"server{server}.log"), "-o", options, "start")


def kill(server):
    with open(os.path.join(data(server), "postmaster.pid"), encoding="ascii") as file:
        postmaster = int(file.readline())
    children = subprocess.run(["pgrep", "-P", str(postmaster)], capture_output=True, text=True, check=False).stdout.split()
    for process in (postmaster, *map(int, children)):
        try:
            os.kill(process, signal.SIGKILL)
        except ProcessLookupError:
            pass


def wait_for(standbys, primary):
    ask(primary, f"ALTER SYSTEM SET synchronous_standby_names = '{standbys}'")
    ask(primary, "SELECT pg_reload_conf()")


def follow(standby, primary):
    shutil.rmtree(data(standby), ignore_errors=True)
    run("pg_basebackup", "-h", "127.0.0.1", "-p", str(PORTS[primary]), "-U", "postgres", "-D", data(standby), "-R", "-X", "stream", "-c", "fast")
    start(standby)
    wait_for("*", primary)
    while ask(primary, "SELECT count(*) FROM pg_stat_replication WHERE sync_state = 'sync' AND state = 'streaming'") != "1":
        time.sleep(0.1)


run("initdb", "-D", data(0), "-U", "postgres", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8")
start(0)
ask(0, "CREATE DATABASE crm")
follow(1, 0)
hosts = ",".join(f"127.0.0.1:{port}" for port in PORTS)
api = Api(repository, folder, 5097, Crm__Secret="a secret for this run and nothing else", ConnectionStrings__Crm=f"Host={hosts};Username=postgres;Database=crm")
api.start()
api.sign_in()
writers = Writers(api, 6)
writers.start()
primary, since_kill, since_promotion = 0, [], []
for cycle in range(cycles):
    time.sleep(random.uniform(1, 2))
    standby = 1 - primary
    kill(primary)
    killed = time.time()
    run("pg_ctl", "-D", data(standby), "-w", "promote")
    promoted = time.time()
    wait_for("", standby)   # nobody follows it yet
    first = writers.first_after(killed)
    since_kill.append(first - killed)
    since_promotion.append(max(0, first - promoted))
    follow(primary, standby)
    primary = standby
    api.sign_in()
    print(f"{cycle + 1}: {since_kill[-1]:.2f} s after the kill, {len(writers.acknowledged)} acknowledged", flush=True)
writers.stop()
intact = writers.report()
times("kill until a write is acknowledged", since_kill)
times("promotion until a write is acknowledged", since_promotion)
api.stop()
for server in (0, 1):
    run("pg_ctl", "-D", data(server), "-m", "fast", "stop")
sys.exit(0 if intact else 1)
