"""Reads pairs of mails, the original and the signed one, and says where the content is not the same.

    compare.py SIGNED-FOLDER MAIL ...

The reader of mail is Python's own. Line ends are compared as line ends; blanks at the ends of quoted-printable lines do not
count (RFC 2045, 6.7, rule 3); headers of parts are compared by type.
"""

import email
import os
import re
import sys


def lines(payload, quoted):
    payload = re.sub(rb"\r\n|\n", b"\n", payload)
    return re.sub(rb"[ \t]+(?=\n|$)", b"", payload) if quoted else payload


def leaves(mail):
    for part in mail.walk():
        if not part.is_multipart():
            encoding = str(part.get("content-transfer-encoding", "")).strip().lower()
            yield part.get_content_type(), encoding, part.get_payload(decode=True) or b""


def content(mail, original):
    """What is in a mail, with what the original's encodings do not tell apart left out."""
    encodings = [encoding for _, encoding, _ in leaves(original)]
    found = []
    for index, (kind, _, payload) in enumerate(leaves(mail)):
        encoding = encodings[index] if index < len(encodings) else ""
        if encoding not in ("base64", "binary"):
            payload = lines(payload, encoding == "quoted-printable").rstrip(b"\n")
        found.append((kind, payload))
    return found


def unfolded(value):
    return re.sub(r"\s+", " ", str(value)).strip()


def about(mail):
    skipped = ("mime-version",)
    return [
        (name, unfolded(value))
        for name, value in mail.items()
        if not name.lower().startswith("content-") and name.lower() not in skipped
    ]


def compare(original_path, signed_path):
    with open(original_path, "rb") as file:
        bytes_ = file.read()
    if b"\n" not in bytes_:
        bytes_ = bytes_.replace(b"\r", b"\n")
    original = email.message_from_bytes(bytes_)
    with open(signed_path, "rb") as file:
        signed = email.message_from_bytes(file.read())
    if signed.get_content_type() != "multipart/signed" or signed.defects:
        return "it is not multipart/signed, or has defects: %s" % signed.defects
    parts = signed.get_payload()
    if len(parts) != 2 or parts[1].get_content_type() != "application/pgp-signature":
        return "it has not two parts, of which the second is a signature"
    if about(original) != about(signed):
        return "the header is another one: %s, %s" % (about(original), about(signed))
    before, after = content(original, original), content(parts[0], original)
    if before == after:
        return None
    return "the content is another one:\n  %s\n  %s" % (repr(before)[:1500], repr(after)[:1500])


def main():
    folder, failures = sys.argv[1], 0
    for path in sys.argv[2:]:
        difference = compare(path, os.path.join(folder, os.path.basename(path) + ".eml"))
        if difference:
            failures += 1
            print("%s: %s" % (os.path.basename(path), difference))
    print("%d mails, %d differences" % (len(sys.argv) - 2, failures))
    sys.exit(1 if failures else 0)


main()
