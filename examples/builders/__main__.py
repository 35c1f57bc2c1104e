"""Writes every sample document that is built from a source: python -m examples.builders."""

from __future__ import annotations

from pathlib import Path

from examples.builders import briefing, handbook, policy, webinar

EXAMPLES = Path(__file__).resolve().parent.parent
BUILDERS = {
    "handbook.pdf": handbook.build,
    "information-security-policy.docx": policy.build,
    "forklift-safety-briefing.pptx": briefing.build,
    "customer-complaints-webinar.vtt": webinar.build,
}

if __name__ == "__main__":
    for name, build in BUILDERS.items():
        content = build()
        (EXAMPLES / name).write_bytes(content)
        print(f"{name}: {len(content):,} bytes")
