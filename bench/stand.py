"""What is probed: nginx with TLS 1.3, answering like Azure Speech under Azure's own names."""

import base64
import gzip
import json
import os
import secrets
import socket
import subprocess
import time
import urllib.request

TOKEN_DOMAIN = "api.cognitive.microsoft.com"
VOICES_DOMAIN = "tts.speech.microsoft.com"
TOKEN_PATH = "/sts/v1.0/issueToken"
VOICES_PATH = "/cognitiveservices/voices/list"

# Many hosts, because a session cache or a pool of connections that holds a few is easily made.
REGIONS = """eastus eastus2 westus westus2 westus3 centralus northcentralus southcentralus
    westcentralus canadacentral brazilsouth westeurope northeurope uksouth francecentral
    germanywestcentral norwayeast swedencentral switzerlandnorth switzerlandwest eastasia
    southeastasia japaneast japanwest koreacentral centralindia australiaeast uaenorth
    southafricanorth qatarcentral""".split()


def free_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return listener.getsockname()[1]


def wait_for(port, process, what):
    """Waits until something listens on a port of this machine."""
    for _ in range(1200):
        if process.poll() is not None:
            raise SystemExit(f"bench: {what} ended at once with exit code {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    process.kill()
    raise SystemExit(f"bench: {what} does not listen on port {port} after a minute")


def part(claims):
    return base64.urlsafe_b64encode(json.dumps(claims).encode()).rstrip(b"=").decode()


def token():
    """About a kilobyte with the shape of an issued token."""
    claims = {
        "region": "westeurope",
        "subscription-id": secrets.token_hex(16),
        "product-id": "SpeechServices.S0",
        "cognitive-services-endpoint": "https://westeurope.api.cognitive.microsoft.com/",
        "azure-resource-id": "/subscriptions/bench/resourceGroups/bench/" + "x" * 280,
        "scope": "speechservices",
        "aud": "urn:ms.speechservices.westeurope",
        "exp": int(time.time()) + 10 * 86400,
        "iss": "urn:ms.cognitiveservices",
    }
    signature = base64.urlsafe_b64encode(secrets.token_bytes(64)).rstrip(b"=").decode()
    return ".".join([part({"alg": "ES256", "typ": "JWT"}), part(claims), signature])


def voices():
    """600 voices in 300 KB."""
    voice = {
        "Gender": "Female",
        "Locale": "ja-JP",
        "StyleList": ["chat", "customerservice", "cheerful"],
        "SampleRateHertz": "48000",
        "VoiceType": "Neural",
        "Status": "GA",
        "ExtendedPropertyMap": {"IsHighQuality48K": "True"},
        "WordsPerMinute": "301",
    }
    entries = []
    for index in range(600):
        name = f"ja-JP-Voice{index}Neural"
        words = {
            "Name": f"Microsoft Server Speech Text to Speech Voice (ja-JP, Voice{index}Neural)",
            "DisplayName": f"Voice{index}",
            "LocalName": f"声{index}",
            "ShortName": name,
            "LocaleName": "Japanese (Japan)",
        }
        entries.append(words | voice)
    return json.dumps(entries, ensure_ascii=False, indent=1).encode()


class Stand:
    """nginx with its certificates, in a folder of its own; refuses keys that begin as told."""

    def __init__(self, folder, refuses=None):
        self.refuses = refuses
        self.folder = folder
        self.ca_file = os.path.join(folder, "ca.pem")
        self.port = free_port()
        self.status_port = free_port()
        self.make_certificates()
        self.make_bodies()
        self.process = self.start()

    def path(self, *names):
        return os.path.join(self.folder, *names)

    def openssl(self, *words):
        subprocess.run(["openssl", *words], check=True, capture_output=True)

    def make_certificates(self):
        """A root, an intermediate and a leaf, as Azure has them."""
        key = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "30"]
        ca = ["-addext", "keyUsage=critical,keyCertSign"]

        def issued_by(name):
            return ["-CA", self.path(f"{name}.pem"), "-CAkey", self.path(f"{name}.key")]

        def make(name, *more):
            files = ["-keyout", self.path(f"{name}.key"), "-out", self.path(f"{name}.pem")]
            self.openssl("req", "-x509", *key, *files, "-subj", f"/CN=bench {name}", *more)

        names = f"subjectAltName=DNS:*.{TOKEN_DOMAIN},DNS:*.{VOICES_DOMAIN}"
        make("ca", *ca)
        make("intermediate", *ca, *issued_by("ca"))
        make("leaf", *issued_by("intermediate"), "-addext", names,
             "-addext", "basicConstraints=critical,CA:FALSE")
        with open(self.path("chain.pem"), "w", encoding="ascii") as chain:
            for name in ("leaf", "intermediate"):
                with open(self.path(f"{name}.pem"), encoding="ascii") as certificate:
                    chain.write(certificate.read())

    def make_bodies(self):
        body = voices()
        file = self.path("www") + VOICES_PATH
        os.makedirs(os.path.dirname(file))
        with open(file, "wb") as plain:
            plain.write(body)
        # Packed beforehand, else nginx would be what is measured.
        with gzip.open(file + ".gz", "wb") as packed:
            packed.write(body)

    def refusal(self):
        """What Azure says to a key that is not the account's."""
        if self.refuses is None:
            return ""
        body = json.dumps({"error": {"code": "401", "message":
                           "Access denied due to invalid subscription key or wrong API endpoint."}})
        return (f"if ($http_ocp_apim_subscription_key ~ ^{self.refuses}) "
                f"{{ return 401 '{body}'; }}")

    def configuration(self):
        # As root, nginx would serve as another user, who may not read this folder.
        user = "user root;" if os.geteuid() == 0 else ""
        return f"""
            {user} daemon off; worker_processes 1; pid {self.path("nginx.pid")};
            error_log {self.path("nginx.log")};
            events {{ worker_connections 8192; }}
            http {{
                access_log off; keepalive_timeout 300s; keepalive_requests 10000000;
                client_body_temp_path {self.path("body")}; proxy_temp_path {self.path("proxy")};
                fastcgi_temp_path {self.path("f")}; uwsgi_temp_path {self.path("u")};
                scgi_temp_path {self.path("s")};
                server {{
                    listen 127.0.0.1:{self.port} ssl backlog=4096;
                    ssl_protocols TLSv1.3; ssl_session_tickets on; ssl_session_timeout 1h;
                    ssl_certificate {self.path("chain.pem")};
                    ssl_certificate_key {self.path("leaf.key")};
                    {self.refusal()}
                    location = {TOKEN_PATH} {{
                        default_type application/jwt; return 200 "{token()}";
                    }}
                    location = {VOICES_PATH} {{
                        root {self.path("www")}; default_type application/json; gzip_static on;
                    }}
                }}
                server {{
                    listen 127.0.0.1:{self.status_port};
                    location / {{ stub_status; }}
                }}
            }}"""

    def start(self):
        file = self.path("nginx.conf")
        with open(file, "w", encoding="utf-8") as configuration:
            configuration.write(self.configuration())
        process = subprocess.Popen(["nginx", "-c", file, "-p", self.folder])
        wait_for(self.status_port, process, "nginx")
        return process

    def probes(self):
        """How many probes were answered until now, whoever asked: nginx counts them."""
        url = f"http://127.0.0.1:{self.status_port}/"
        with urllib.request.urlopen(url, timeout=10) as answer:
            counts = answer.read().decode().splitlines()[2].split()
        self.own = getattr(self, "own", 0) + 1
        return int(counts[2]) - self.own

    def end(self):
        self.process.terminate()
        self.process.wait()
