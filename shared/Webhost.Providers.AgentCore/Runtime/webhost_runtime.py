"""Reads an agent's secrets and reports its logs and usage. Needs nothing but Python's own library.

    import webhost_runtime as webhost

    @app.entrypoint
    def invoke(payload, context):
        key = webhost.secret("OPENAI_API_KEY")

Where the workload's access token is not known to the library (an agent that serves HTTP by itself), hand over the request's headers once a request:
webhost.request(self.headers). Agents of the bedrock_agentcore package need not: its context is found.
"""

import datetime
import hashlib
import hmac
import json
import os
import threading
import time
import urllib.parse
import urllib.request

_TOKEN_HEADERS = ("workloadaccesstoken", "x-amzn-bedrock-agentcore-runtime-workload-access-token")
_KEPT_SECONDS = 30
_TIMEOUT = 10
_local = threading.local()
_lock = threading.Lock()
_kept = {"at": 0.0, "value": None}
_credentials = {"until": 0.0, "value": None}


def request(headers):
    """Remembers the workload access token of the request that this thread serves."""
    for name, value in dict(headers).items():
        if name.lower() in _TOKEN_HEADERS:
            _local.token = value


def secret(name, default=None):
    """The value of a secret of this agent, or the default. Values are asked for anew after half a minute, so that changed ones arrive; where that fails, the last ones are good."""
    return _document().get("secrets", {}).get(name, default)


def secrets():
    """All secrets that the agent's manifest declares, by name."""
    return dict(_document().get("secrets", {}))


def report(payload, logs=(), usage=None):
    """Sends log lines (texts, or dicts with level and message) and what the invocation used; the payload is the invocation's own."""
    document = _document()
    telemetry = document.get("telemetry", {})
    if telemetry.get("deploymentId") != os.environ.get("WEBHOST_DEPLOYMENT_ID"):
        return  # Another deployment has taken over: the gateway's own measurement counts.
    now = datetime.datetime.now(datetime.timezone.utc).isoformat()
    invocation = (payload or {}).get("invocationId")
    body = {"sentAt": now, "events": [], "logs": []}
    if usage is not None and invocation:
        event = {"eventId": invocation, "timestamp": now, "agentId": os.environ.get("WEBHOST_AGENT_ID"), "deploymentId": telemetry["deploymentId"], "requests": 1}
        event.update({key: usage[key] for key in ("llmTokens", "inputTokens", "outputTokens", "toolCalls", "computeMs") if key in usage})
        counters = {key: usage[key] for key in ("sessionDurationMs", "toolInvocations", "browserInteractions") if key in usage}
        if counters:
            event["agentcore"] = counters
        body["events"].append(event)
    for index, line in enumerate(logs):
        entry = dict(line) if isinstance(line, dict) else {"message": str(line)}
        entry.setdefault("level", "info")
        entry.setdefault("timestamp", now)
        entry.setdefault("source", "log")
        entry.setdefault("id", "%s-%d-%d" % (invocation or "session", time.time_ns(), index))
        if invocation:
            entry.setdefault("invocationId", invocation)
        body["logs"].append(entry)
    data = json.dumps(body).encode()
    signature = hmac.new(telemetry["secret"].encode(), data, hashlib.sha256).hexdigest()
    _send(os.environ["WEBHOST_TELEMETRY_URL"], data, {"Content-Type": "application/json", "X-Telemetry-Signature": "v1=" + signature, "X-Telemetry-Deployment-Id": telemetry["deploymentId"]})


def _document():
    with _lock:
        if _kept["value"] is None or time.monotonic() - _kept["at"] > _KEPT_SECONDS:
            try:
                provider = os.environ.get("WEBHOST_SECRETS_PROVIDER")
                answer = _call("/identities/api-key", {"resourceCredentialProviderName": provider, "workloadIdentityToken": _token()}) if provider else {}
                _kept["value"] = json.loads(answer.get("apiKey") or "{}")
            except Exception:
                # The last values are better than none for an agent at work, whose token may have expired meanwhile.
                if _kept["value"] is None:
                    raise
            _kept["at"] = time.monotonic()
        return _kept["value"]


def _token():
    token = getattr(_local, "token", None)
    if token:
        return token
    try:
        from bedrock_agentcore.runtime import BedrockAgentCoreContext

        token = BedrockAgentCoreContext.get_workload_access_token()
    except ImportError:
        token = None
    if not token:
        raise RuntimeError("The workload access token is not known. Call webhost_runtime.request(headers) with the headers of the request.")
    return token


def _region():
    return os.environ.get("AWS_REGION") or os.environ.get("AWS_DEFAULT_REGION") or "us-east-1"


def _call(path, body):
    base = os.environ.get("AWS_ENDPOINT_URL_BEDROCK_AGENTCORE") or os.environ.get("AWS_ENDPOINT_URL") or "https://bedrock-agentcore.%s.amazonaws.com" % _region()
    url = base.rstrip("/") + path
    data = json.dumps(body).encode()
    return json.loads(_send(url, data, _signed(url, data)))


def _send(url, data, headers):
    call = urllib.request.Request(url, data=data, headers=headers, method="POST")
    with urllib.request.urlopen(call, timeout=_TIMEOUT) as answer:
        return answer.read()


def _signed(url, data):
    key, secret_key, session = _aws_credentials()
    parts = urllib.parse.urlsplit(url)
    now = datetime.datetime.now(datetime.timezone.utc)
    stamp, day = now.strftime("%Y%m%dT%H%M%SZ"), now.strftime("%Y%m%d")
    digest = hashlib.sha256(data).hexdigest()
    headers = {"content-type": "application/json", "host": parts.netloc, "x-amz-content-sha256": digest, "x-amz-date": stamp}
    if session:
        headers["x-amz-security-token"] = session
    names = ";".join(sorted(headers))
    canonical = "\n".join(["POST", urllib.parse.quote(parts.path, safe="/-_.~"), "", "".join("%s:%s\n" % (name, headers[name]) for name in sorted(headers)), names, digest])
    scope = "%s/%s/bedrock-agentcore/aws4_request" % (day, _region())
    text = "\n".join(["AWS4-HMAC-SHA256", stamp, scope, hashlib.sha256(canonical.encode()).hexdigest()])
    signing = ("AWS4" + secret_key).encode()
    for part in (day, _region(), "bedrock-agentcore", "aws4_request"):
        signing = hmac.new(signing, part.encode(), hashlib.sha256).digest()
    signature = hmac.new(signing, text.encode(), hashlib.sha256).hexdigest()
    headers["authorization"] = "AWS4-HMAC-SHA256 Credential=%s/%s, SignedHeaders=%s, Signature=%s" % (key, scope, names, signature)
    del headers["host"]
    return headers


def _aws_credentials():
    key, secret_key = os.environ.get("AWS_ACCESS_KEY_ID"), os.environ.get("AWS_SECRET_ACCESS_KEY")
    if key and secret_key:
        return key, secret_key, os.environ.get("AWS_SESSION_TOKEN")
    if _credentials["value"] is None or time.time() > _credentials["until"]:
        found = _role_credentials()
        _credentials["value"] = (found["AccessKeyId"], found["SecretAccessKey"], found.get("Token"))
        _credentials["until"] = time.time() + 300
    return _credentials["value"]


def _role_credentials():
    full, relative = os.environ.get("AWS_CONTAINER_CREDENTIALS_FULL_URI"), os.environ.get("AWS_CONTAINER_CREDENTIALS_RELATIVE_URI")
    if full or relative:
        headers = {}
        if os.environ.get("AWS_CONTAINER_AUTHORIZATION_TOKEN"):
            headers["Authorization"] = os.environ["AWS_CONTAINER_AUTHORIZATION_TOKEN"]
        return json.loads(_get(full or "http://169.254.170.2" + relative, headers))
    base = "http://169.254.169.254/latest/"
    call = urllib.request.Request(base + "api/token", headers={"X-aws-ec2-metadata-token-ttl-seconds": "300"}, method="PUT")
    with urllib.request.urlopen(call, timeout=_TIMEOUT) as answer:
        headers = {"X-aws-ec2-metadata-token": answer.read().decode()}
    role = _get(base + "meta-data/iam/security-credentials/", headers).decode().split()[0]
    return json.loads(_get(base + "meta-data/iam/security-credentials/" + role, headers))


def _get(url, headers):
    with urllib.request.urlopen(urllib.request.Request(url, headers=headers), timeout=_TIMEOUT) as answer:
        return answer.read()
