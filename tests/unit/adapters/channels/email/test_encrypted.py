"""Any mail host but one on this machine is spoken to under TLS, and only where its certificate is believed."""

import socket
import ssl
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from tests.unit.adapters.channels.email.outside import DESK, NOW, PASSWORD, TENANT, options

from hotel_agent.adapters.channels.email import open_email
from hotel_agent.adapters.clock import ManualClock, SeededChance, SystemClock
from hotel_agent.domain.errors import Unavailable
from hotel_agent.ports.abilities import Verdict
from hotel_agent.ports.channel import Address, Content, Identity, Receipt
from hotel_agent.testing.contracts.channel.going_out import key_of
from hotel_agent.testing.servers.mail import MailServer

HOST = "mail.marina.example"
GUEST = Address(tenant=TENANT, account=DESK, identity=Identity("email", "ana@example.com"))
AT_ONCE, LATER = (993, 465), (143, 587)


def certificate(folder: Path, name: str) -> Path:
    """A key and a certificate for this name, signed with that very key."""
    key, now, subject = ec.generate_private_key(ec.SECP256R1()), SystemClock().now(), x509.Name([])
    public = key.public_key()
    uses = dict.fromkeys(("digital_signature", "key_cert_sign", "crl_sign"), True)
    others = ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement")
    usage = x509.KeyUsage(**uses, **dict.fromkeys((*others, "encipher_only", "decipher_only"), False))
    made = (
        x509.CertificateBuilder(subject, subject, public, x509.random_serial_number(), now, now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=True)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
        .sign(key, hashes.SHA256())
    )
    kept = folder / f"{name}.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    kept.write_bytes(secret + made.public_bytes(serialization.Encoding.PEM))
    return kept


def host_with(shown: Path, *, at_once: bool) -> MailServer:
    secured = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    secured.load_cert_chain(shown)
    return MailServer(login=DESK, password=PASSWORD.replace(" ", ""), secured=secured, at_once=at_once)


def found_at(monkeypatch: pytest.MonkeyPatch, host: MailServer, ports: tuple[int, int]) -> dict[str, object]:
    """Let the host be found under its name and the usual ports; the options for it."""
    real, here = socket.getaddrinfo, dict(zip(ports, (host.imap_port, host.smtp_port), strict=True))

    def told(name: Any, port: Any, *args: Any, **more: Any) -> Any:
        return real("127.0.0.1", here[int(port)], *args, **more) if name == HOST else real(name, port, *args, **more)

    monkeypatch.setattr(socket, "getaddrinfo", told)
    return options(host, imap_host=HOST, imap_port=ports[0], smtp_host=HOST, smtp_port=ports[1])


@pytest.mark.parametrize("ports", [AT_ONCE, LATER])
async def test_a_host_whose_certificate_is_believed_is_read_and_sent_through(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ports: tuple[int, int]
) -> None:
    """It is believed where the machine believes it: OpenSSL is told by `SSL_CERT_FILE`."""
    shown = certificate(tmp_path, HOST)
    monkeypatch.setenv("SSL_CERT_FILE", str(shown))
    async with host_with(shown, at_once=ports == AT_ONCE) as host:
        asked = found_at(monkeypatch, host, ports)
        async with open_email(asked, clock=ManualClock(NOW), chance=SeededChance()) as email:
            (finding,) = [each async for each in email.diagnose()]
            assert finding.verdict is Verdict.WELL, finding
            assert isinstance(await email.send(GUEST, Content(text="Hello"), key=key_of(1)), Receipt)
        assert len(host.sent) == 1


@pytest.mark.parametrize("ports", [AT_ONCE, LATER])
@pytest.mark.parametrize("believed", ["nobody", "another name"])
async def test_a_host_whose_certificate_is_not_believed_is_given_nothing(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, ports: tuple[int, int], believed: str
) -> None:
    shown = certificate(tmp_path, HOST if believed == "nobody" else "mail.evil.example")
    monkeypatch.setenv("SSL_CERT_FILE", str(shown if believed != "nobody" else certificate(tmp_path, "other.example")))
    async with host_with(shown, at_once=ports == AT_ONCE) as host:
        asked = found_at(monkeypatch, host, ports)
        async with open_email(asked, clock=ManualClock(NOW), chance=SeededChance()) as email:
            (finding,) = [each async for each in email.diagnose()]
            assert finding.verdict is Verdict.BROKEN
            assert "SSLCertVerificationError" in finding.seen
            with pytest.raises(Unavailable):
                await email.send(GUEST, Content(text="Hello"), key=key_of(1))
        assert host.sent == []
