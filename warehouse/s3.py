"""The S3 store that the environment names, for DuckDB and for Arrow.

AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_SESSION_TOKEN hold the credentials, AWS_REGION (or
AWS_DEFAULT_REGION) the region, AWS_ENDPOINT_URL_S3 (or AWS_ENDPOINT_URL) the address of a store other than Amazon's.
None of this is stored, or repeated in a message.
"""

from __future__ import annotations

import os
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import duckdb

from warehouse.connection import LakeError, literal

SCHEME = "s3://"

# how often and after how long DuckDB retries a request: after 0.2 s, then half as long again each time
_RETRIES = 8
_FIRST_WAIT_MS = 200
_GROWTH = 1.5

# what Amazon assumes if none is set, and other stores seldom check
_REGION = "us-east-1"

_DENIED = re.compile(r"\b403\b|ACCESS_DENIED|AccessDenied|InvalidAccessKey|INVALID_ACCESS_KEY|Signature|SIGNATURE")
_MISSING = re.compile(r"NoSuchBucket|NO_SUCH_BUCKET")


@dataclass(frozen=True, slots=True)
class Store:
    """An S3 store, Amazon's if `host` is empty. Its repr does not show the credentials."""

    host: str = ""
    uses_tls: bool = True
    region: str = ""
    key_id: str = field(default="", repr=False)
    secret: str = field(default="", repr=False)
    token: str = field(default="", repr=False)

    @classmethod
    def of_environment(cls) -> Store:
        """The store named by the environment. Raises LakeError if the address is not valid."""
        env = os.environ.get
        address = env("AWS_ENDPOINT_URL_S3") or env("AWS_ENDPOINT_URL") or ""
        parts = urlsplit(address)
        if address and (parts.scheme not in ("http", "https") or not parts.hostname or parts.username):
            raise LakeError("AWS_ENDPOINT_URL is no address such as https://s3.example.org:9000")
        return cls(
            parts.netloc,
            parts.scheme != "http",
            env("AWS_REGION") or env("AWS_DEFAULT_REGION") or _REGION,
            env("AWS_ACCESS_KEY_ID", ""),
            env("AWS_SECRET_ACCESS_KEY", ""),
            env("AWS_SESSION_TOKEN", ""),
        )

    def introduce(self, connection: duckdb.DuckDBPyConnection) -> None:
        """Let a connection that has loaded httpfs read and write the store."""
        told = {"KEY_ID": self.key_id, "SECRET": self.secret, "SESSION_TOKEN": self.token, "REGION": self.region}
        if self.host:
            # stores other than Amazon's seldom have a host name per bucket
            told |= {"ENDPOINT": self.host, "URL_STYLE": "path", "USE_SSL": str(self.uses_tls).lower()}
        options = ", ".join(f"{name} {literal(value)}" for name, value in told.items() if value)
        connection.execute(f"CREATE SECRET (TYPE s3, {options})")
        connection.execute(f"SET GLOBAL http_retries = {_RETRIES}")
        connection.execute(f"SET GLOBAL http_retry_wait_ms = {_FIRST_WAIT_MS}")
        connection.execute(f"SET GLOBAL http_retry_backoff = {_GROWTH}")

    def files(self) -> Any:
        """The store as an Arrow file system; without credentials in the environment, the profile's or machine's."""
        from pyarrow import fs

        return fs.S3FileSystem(
            access_key=self.key_id or None,
            secret_key=self.secret or None,
            session_token=self.token or None,
            region=self.region,
            endpoint_override=self.host or None,
            scheme="https" if self.uses_tls else "http",
            connect_timeout=10,
            request_timeout=60,
            retry_strategy=fs.AwsStandardS3RetryStrategy(max_attempts=_RETRIES),
        )


def is_s3(place: str) -> bool:
    """Whether a place is an s3:// address."""
    return place.startswith(SCHEME)


def explain(problem: str) -> str:
    """What a store's error means to its user; if that is not known, the first line of the problem."""
    if _DENIED.search(problem):
        return "access denied: look at AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and what they may do there"
    if _MISSING.search(problem):
        return "no such bucket: make it first"
    return problem.strip().splitlines()[0] if problem.strip() else "failed"
