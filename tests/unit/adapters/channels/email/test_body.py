"""The text of a mail, whatever its programme made of it, and what is attached to it."""

from base64 import b64encode
from email.message import EmailMessage
from email.policy import SMTP

import pytest
from tests.unit.adapters.channels.email.outside import written

from hotel_agent.adapters.channels.email.body import MOST_ATTACHMENTS
from hotel_agent.adapters.channels.email.mail import Mail, read

HIDDEN = {
    "display": '<span style="display:none">HIDDEN</span>',
    "visibility": '<span style="visibility: hidden">HIDDEN</span>',
    "size": '<span style="font-size:0px">HIDDEN</span>',
    "white": '<span style="color:#ffffff">HIDDEN</span>',
    "attribute": "<p hidden>HIDDEN</p>",
    "comment": "<!-- HIDDEN -->",
    "script": "<script>HIDDEN</script>",
    "title": "<title>HIDDEN</title>",
    "opacity": '<div style="opacity:0">HIDDEN</div>',
}


def text_of(text: str, charset: str, declared: str = "", encoding: str = "base64") -> str:
    kind = f'text/plain; charset="{declared or charset}"'
    return read(written(text.encode(charset), content_type=kind, content_transfer_encoding=encoding)).said.new


def made(mail: EmailMessage) -> Mail:
    mail["From"], mail["To"] = "ana@example.com", "reservations@marina.example"
    return read(mail.as_bytes(policy=SMTP))


@pytest.mark.parametrize(
    ("text", "charset", "declared"),
    [
        ("¿Tienen habitación?", "utf-8", ""),
        ("Grüße aus Köln", "iso-8859-1", ""),
        ("“smart” quotes – and €", "cp1252", "iso-8859-1"),
        ("“smart” quotes – and €", "cp1252", "us-ascii"),
        ("部屋はありますか", "iso-2022-jp", ""),
        ("你好，有房間嗎", "gb18030", "gb2312"),
        ("مرحبا هل لديكم غرفة", "windows-1256", ""),
        ("¿Tienen habitación?", "utf-8", "a-charset-nobody-knows"),
        ("¿Tienen habitación?", "utf-8", "base64"),
        ("Hello", "ascii", "utf-16-nonsense"),
    ],
)
def test_every_charset_is_read_also_under_a_wrong_name(text: str, charset: str, declared: str) -> None:
    assert text_of(text, charset, declared) == text


def test_quoted_printable_and_raw_bytes_are_read() -> None:
    assert text_of("plain", "ascii", encoding="quoted-printable") == "plain"
    raw = written(b"Gr=C3=BC=C3=9Fe=20an=\r\n alle", content_transfer_encoding="quoted-printable")
    assert read(raw).said.new == "Grüße an alle"
    assert read(written("¿Qué tal?".encode(), content_transfer_encoding="8bit")).said.new == "¿Qué tal?"


def test_lines_broken_for_the_way_are_one_line_again() -> None:
    kind = 'text/plain; charset="utf-8"; format=flowed'
    raw = written("We are two \r\nadults.\r\n\r\nThanks", content_type=kind)
    assert read(raw).said.new == "We are two adults.\n\nThanks"


def test_the_plain_text_counts_unless_it_says_nothing() -> None:
    both, stub = EmailMessage(), EmailMessage()
    both.set_content("plain words")
    stub.set_content("This message requires HTML to be viewed.")
    for mail in (both, stub):
        mail.add_alternative("<p>rich words</p>", subtype="html")
    assert made(both).said.new == "plain words"
    assert made(stub).said.new == "rich words"


@pytest.mark.parametrize("hidden", HIDDEN.values(), ids=HIDDEN)
def test_what_a_guest_cannot_see_is_not_read(hidden: str) -> None:
    mail = EmailMessage()
    mail.set_content(f"<html><head></head><body><p>Two adults</p>{hidden}<p>please</p></body></html>", subtype="html")
    text = made(mail).said.whole
    assert "HIDDEN" not in text
    assert text.split() == ["Two", "adults", "please"]


def test_a_quotation_in_html_is_cut_as_one_in_text() -> None:
    mail = EmailMessage()
    mail.set_content(
        "<div>Yes, please</div><div class='gmail_quote'><div>On Mon, 2 Nov 2026, Hotel wrote:<br></div>"
        "<blockquote class='gmail_quote'><p>Shall I reserve?</p></blockquote></div>",
        subtype="html",
    )
    said = made(mail).said
    assert said.new == "Yes, please"
    assert "> Shall I reserve?" in said.whole


def test_attachments_are_named_and_known_by_their_bytes() -> None:
    mail = EmailMessage()
    mail.set_content("See the attached")
    mail.add_attachment(b"%PDF-1.7 ...", maintype="application", subtype="octet-stream", filename="../../etc/passwd")
    mail.add_attachment(b"MZ\x90", maintype="image", subtype="png", filename="C:\\photos\\cat.png")
    mail.add_attachment(b"\xff\xd8\xff\xe0", maintype="image", subtype="jpeg")
    found = made(mail).body.attachments
    assert [(each.name, each.mime_type, each.kind) for each in found] == [
        ("passwd", "application/pdf", "document"),
        ("cat.png", "application/x-msdownload", "document"),
        ("attachment 4", "image/jpeg", "image"),
    ]


def test_ornaments_of_a_signature_are_no_attachments() -> None:
    mail = EmailMessage()
    mail.set_content("Hello")
    mail.add_attachment(b"\x89PNG\r\n\x1a\n small", maintype="image", subtype="png", disposition="inline", cid="<logo>")
    mail.add_attachment(
        b"\x89PNG\r\n\x1a\n" + b"x" * 30_000, maintype="image", subtype="png", disposition="inline", cid="<photo>"
    )
    (photo,) = made(mail).body.attachments
    assert photo.size > 30_000


def test_what_is_forwarded_whole_is_one_attachment() -> None:
    inner, mail = EmailMessage(), EmailMessage()
    inner["Subject"] = "Old news"
    inner.set_content("I cancel everything")
    mail.set_content("See below")
    mail.add_attachment(inner)
    read_mail = made(mail)
    assert read_mail.said.whole == "See below"
    assert [each.mime_type for each in read_mail.body.attachments] == ["message/rfc822"]


def test_not_more_is_taken_in_than_anybody_means_to_send() -> None:
    mail = EmailMessage()
    mail.set_content("Many")
    for number in range(MOST_ATTACHMENTS + 20):
        mail.add_attachment(b"x", maintype="text", subtype="plain", filename=f"{number}.txt")
    assert len(made(mail).body.attachments) == MOST_ATTACHMENTS


def test_a_file_name_in_another_alphabet_is_read() -> None:
    kind = "application/pdf; name*=utf-8''%C2%BFfactura%3F.pdf"
    raw = written(b64encode(b"%PDF-"), content_type=kind, content_transfer_encoding="7bit")
    (attached,) = read(raw).body.attachments
    assert attached.name == "¿factura_.pdf"
