"""Clients that write over HTTP while things are killed, and count what they were told. Standard library only."""
import collections
import http.client
import json
import os
import subprocess
import threading
import time
import uuid

EMAIL = "admin@northwind.example"
PASSWORD = "Quokka-Ginkgo-Fjord-41"


class Api:
    """The API as it was built, in a process of its own on a port of its own."""

    def __init__(self, repository, folder, port, **settings):
        self.port = port
        self.program = os.path.join(repository, "src", "Crm.Api", "bin", "Release", "net10.0", "Crm.Api.dll")
        self.folder = os.path.join(repository, "src", "Crm.Api")
        self.log = open(os.path.join(folder, "api.log"), "ab")
        self.settings = {
            "ASPNETCORE_ENVIRONMENT": "Development",
            "ASPNETCORE_URLS": f"http://127.0.0.1:{port}",
            "Samples__Load": "false",
            "Admin__Email": EMAIL,
            "Admin__Password": PASSWORD,
            "Limits__RequestsPerMinute": "10000000",
            "Limits__SignInsPerMinute": "100000",
            **settings,
        }
        self.process = None
        self.token = ""
        self.signed_in = 0.0

    def start(self):
        self.process = subprocess.Popen(["dotnet", self.program], cwd=self.folder, env={**os.environ, **self.settings}, stdout=self.log, stderr=self.log)
        self.wait_until_ready()

    def wait_until_ready(self, seconds=120):
        end = time.time() + seconds
        while time.time() < end:
            try:
                if self.call("GET", "/health/ready", timeout=3)[0] == 200:
                    return
            except (OSError, http.client.HTTPException):
                pass
            time.sleep(0.05)
        raise SystemExit("The API is not ready; see " + self.log.name)

    def sign_in(self):
        if time.time() - self.signed_in > 500:   # tokens last 15 minutes
            self.token = self.call("POST", "/api/v1/tokens", {"email": EMAIL, "password": PASSWORD}, timeout=30)[2]["accessToken"]
            self.signed_in = time.time()

    def call(self, method, path, body=None, headers=None, timeout=60):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        try:
            return self.send(connection, method, path, body, headers)
        finally:
            connection.close()

    def send(self, connection, method, path, body=None, headers=None):
        """Status, headers and JSON of the answer."""
        known = {"Content-Type": "application/json", **({"Authorization": "Bearer " + self.token} if self.token else {})}
        connection.request(method, path, json.dumps(body) if body is not None else None, {**known, **(headers or {})})
        response = connection.getresponse()
        text = response.read()
        return response.status, response.headers, json.loads(text) if text and "json" in (response.getheader("Content-Type") or "") else None

    def stop(self):
        self.process.terminate()
        self.process.wait(60)

    def all_customers(self):
        """Names by id, page after page."""
        found, path = {}, "/api/v1/customers?limit=100&sort=createdAt&fields=id,name"
        url = path
        while url:
            status, _, page = self.call("GET", url)
            assert status == 200, page
            found.update((row["id"], row["name"]) for row in page["data"])
            cursor = page["page"]["nextCursor"]
            url = f"{path}&cursor={cursor}" if cursor else None
        return found


class Writers:
    """Every second one sends an Idempotency-Key and repeats with it what was not answered; the others repeat only what they are told has not happened."""

    def __init__(self, api, count):
        self.api = api
        self.acknowledged = []   # when it was begun, when it was acknowledged, id, name
        self.answers = collections.Counter()
        self.unexpected = []
        self.lock = threading.Lock()
        self.stopping = False
        self.threads = [threading.Thread(target=self._write, args=(number % 2 == 0,), daemon=True) for number in range(count)]

    def start(self):
        for thread in self.threads:
            thread.start()

    def stop(self):
        self.stopping = True
        for thread in self.threads:
            thread.join(90)

    def first_after(self, moment, seconds=60):
        """When the first write that was begun after the moment was acknowledged."""
        end = time.time() + seconds
        while time.time() < end:
            with self.lock:
                later = [at for began, at, _, _ in self.acknowledged[-200:] if began >= moment]
            if later:
                return min(later)
            time.sleep(0.005)
        raise SystemExit("Nothing was acknowledged any more.")

    def report(self):
        found = self.api.all_customers()
        missing = [entry for entry in self.acknowledged if found.get(entry[2]) != entry[3]]
        twice = [name for name, times in collections.Counter(found.values()).items() if times > 1]
        print(f"acknowledged {len(self.acknowledged)}, of these missing {len(missing)}, made twice {len(twice)}")
        print("answers: " + ", ".join(f"{answer} {times}" for answer, times in self.answers.most_common()))
        for status, content in self.unexpected:
            print(f"unexpected: {status} {content}")
        return not missing and not twice and not self.unexpected

    def _write(self, keyed):
        while not self.stopping:
            name = f"Outage {uuid.uuid4().hex}"
            self._write_one({"kind": "organization", "name": name, "relationships": ["customer"], "market": "business", "allowDuplicate": True}, {"Idempotency-Key": str(uuid.uuid4())} if keyed else {})

    def _write_one(self, body, headers):
        connection = None
        while not self.stopping:
            began = time.time()
            try:
                connection = connection or http.client.HTTPConnection("127.0.0.1", self.api.port, timeout=60)
                status, answered, content = self.api.send(connection, "POST", "/api/v1/customers", body, headers)
            except (OSError, http.client.HTTPException):
                connection = None
                self._count("connection broken")
                time.sleep(0.05)
                if headers:
                    continue
                return
            code = content["code"] if status >= 300 else "replayed" if answered.get("Idempotency-Replayed") else ""
            self._count(f"{status} {code}".strip())
            if status == 201:
                with self.lock:
                    self.acknowledged.append((began, time.time(), content["id"], body["name"]))
                return
            if code == "outcome_unknown" and not headers:
                return
            if status not in (401, 503):
                with self.lock:
                    self.unexpected.append((status, content))
                return
            time.sleep(0.05)

    def _count(self, answer):
        with self.lock:
            self.answers[answer] += 1


def times(name, seconds):
    ordered = sorted(seconds)
    print(f"{name}: {len(ordered)} times, median {ordered[len(ordered) // 2]:.2f} s, 95 % {ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]:.2f} s, longest {ordered[-1]:.2f} s")
