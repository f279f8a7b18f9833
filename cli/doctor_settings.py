"""Checks the settings, without any request."""

from cli.findings import Finding
from shared.errors import AftercallError
from shared.settings.load import Settings
from shared.telemetry.tracing import require_packages


def configuration(settings: Settings) -> list[Finding]:
    """Judges the settings without a request to a service."""
    findings = [Finding("Environment", "ok", settings.runtime.environment)]
    if len(settings.auth.encryption_keys) > 1:
        text = (
            "ENCRYPTION_KEY has more than one key. Run `aftercall rotate-keys` once every API and"
            " worker has them all, then remove the old ones."
        )
        findings.append(Finding("Key rotation", "warning", text))
    if settings.runtime.is_development:
        text = (
            "Unsigned webhooks are accepted. Set AFTERCALL_ENV=production before the internet can"
            " reach this."
        )
        return [*findings, Finding("Webhooks", "warning", text)]
    if not settings.ingest.elevenlabs_secrets:
        text = (
            "ELEVENLABS_WEBHOOK_SECRET is not set: events on the shared URL are refused, a tenant's"
            " own URL works."
        )
        findings.append(Finding("Webhooks", "warning", text))
    if not settings.runtime.public_base_url.startswith("https://"):
        text = (
            "PUBLIC_BASE_URL is not https: Twilio signs the public URL, so its webhooks will be"
            " refused."
        )
        findings.append(Finding("Public URL", "warning", text))
    if "*" in settings.runtime.cors_origins:
        text = "CORS_ALLOWED_ORIGINS allows every site; name the ones you run."
        findings.append(Finding("CORS", "problem", text))
    if settings.auth.signup in ("true", "direct"):
        text = (
            f"SIGNUP_OPEN is {settings.auth.signup}: anyone who reaches this address can create a"
            " tenant. Unset, only who has a link of `aftercall users setup` can."
        )
        if settings.auth.signup == "direct":
            text += " With direct, signing up also tells which addresses have accounts."
        findings.append(Finding("Signup", "warning", text))
    return findings


def telemetry_findings(settings: Settings) -> list[Finding]:
    telemetry = settings.telemetry
    if telemetry.metrics_token:
        who = "anyone with the token"
    elif settings.runtime.is_development:
        who = "everybody"
    else:
        who = "no request, since METRICS_TOKEN is not set"
    metrics = Finding("Metrics", "ok", f"GET /metrics answers {who}")
    if telemetry.worker_metrics_port is None:
        workers = Finding("Metrics", "ok", "none of workers: WORKER_METRICS_PORT is not set")
    elif telemetry.worker_metrics_host != "127.0.0.1" and not (
        telemetry.metrics_token or settings.runtime.is_development
    ):
        text = "WORKER_METRICS_PORT is set, but without METRICS_TOKEN workers serve no metrics."
        workers = Finding("Metrics", "warning", text)
    else:
        workers = Finding("Metrics", "ok", f"of workers on port {telemetry.worker_metrics_port}")
    try:
        require_packages(telemetry)
    except AftercallError as error:
        traces = Finding("Traces", "problem", str(error))
    else:
        traces = Finding(
            "Traces", "ok", f"to {telemetry.otlp_endpoint}" if telemetry.otlp_endpoint else "off"
        )
    return [metrics, workers, traces]
