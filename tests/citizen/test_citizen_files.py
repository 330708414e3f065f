"""Files of citizens' matters: not too large, nothing that runs, by every way in."""

import doctest
import io
import zipfile

from odoo import Command, http
from odoo.exceptions import AccessError, ValidationError
from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ...models.citizen import ward_petition_mail
from ...tools import files
from .common import CitizenCommon

NAME = "Kèm tệp"
PDF = b"%PDF-1.7 x"
EXE = b"MZ\x90\x00" + bytes(200)


def package(*names):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name in names:
            archive.writestr(name, "x")
    return out.getvalue()


WORD = package("[Content_Types].xml", "word/document.xml")
REFUSED = (
    ("virus.exe", EXE),
    ("anh.png", EXE),
    ("don.pdf", EXE),
    ("don.pdf.exe", PDF),
    ("don\u202efdp.exe", PDF),
    ("chay.bat", b"del *.*"),
    ("chay.js", b"alert(1)"),
    ("chay.txt", b"#!/bin/sh\nrm -rf /"),
    ("trang.html", b"<html><script>alert(1)</script></html>"),
    ("don.pdf", b"<html><script>alert(1)</script></html>"),
    ("anh.svg", b"<svg onload='alert(1)'/>"),
    ("anh.png", b"<?xml version='1.0'?><svg onload='alert(1)'/>"),
    ("macro.docm", package("[Content_Types].xml", "word/vbaProject.bin")),
    ("macro.docx", package("[Content_Types].xml", "word/vbaProject.bin")),
    ("goi.zip", package("don.exe")),
    ("goi.docx", package("don.exe")),
    ("app.apk", package("AndroidManifest.xml", "classes.dex")),
    ("lon.pdf", PDF + bytes(50 * 1024**2)),
    ("rong.pdf", b""),
)
TAKEN = (
    ("don.pdf", PDF),
    ("Đơn khiếu nại.PDF", PDF),
    ("anh.jpg", b"\xff\xd8\xff\xdb x"),
    ("anh.heic", b"\x00\x00\x00\x18ftypheic x"),
    ("don.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 x"),
    ("don.docx", WORD),
    ("ghi am.m4a", b"\x00\x00\x00\x18ftypM4A x"),
    ("ghi am.mp3", b"ID3 x"),
    ("quay.mp4", b"\x00\x00\x00\x18ftypmp42 x"),
    ("ghi.txt", "Kính gửi Ủy ban".encode()),
)


@tagged("post_install", "-at_install")
class TestCitizenFiles(CitizenCommon):
    def attachment(self, name, raw, login="clerk", **vals):
        return self.as_user(login, "ir.attachment").create(
            {"name": name, "raw": raw, **vals}
        )

    def test_doctests(self):
        for module in (files, ward_petition_mail):
            outcome = doctest.testmod(module)
            self.assertTrue(outcome.attempted)
            self.assertFalse(outcome.failed)

    def test_in_the_form(self):
        petition = self.petition()
        for name, raw in REFUSED:
            with self.subTest(name=name), self.assertRaises(ValidationError):
                petition.attachment_ids = self.attachment(name, raw)
        for name, raw in TAKEN:
            with self.subTest(name=name):
                petition.attachment_ids = [Command.link(self.attachment(name, raw).id)]
        self.assertEqual(len(petition.attachment_ids), len(TAKEN))

    def test_by_rpc_on_attachments(self):
        petition, case = self.petition(), self.case()
        evidence = self.as_user("clerk", "ward.case.evidence").create(
            {"case_id": case.id, "name": "Ảnh"}
        )
        matters = (
            self.receive(),
            petition,
            case,
            evidence,
            case.document_ids or petition.document_ids or petition,
        )
        for matter in matters:
            owner = {"res_model": matter._name, "res_id": matter.id}
            for name, raw in REFUSED:
                with (
                    self.subTest(model=matter._name, name=name),
                    self.assertRaises(ValidationError),
                ):
                    self.attachment(name, raw, **owner)
            taken = self.attachment("don.pdf", PDF, **owner)
            # exchanged or renamed afterwards
            for vals in ({"raw": EXE}, {"name": "don.exe"}, {"type": "url"}):
                with self.subTest(vals=vals), self.assertRaises(ValidationError):
                    taken.write(vals)
            # made elsewhere and moved here
            loose = self.attachment("virus.exe", EXE)
            with self.assertRaises(ValidationError):
                loose.write(owner)
        with self.assertRaises(ValidationError):
            self.attachment(
                "x", b"", type="url", url="https://example.com/x.exe", **owner
            )

    def test_evidence_and_scans(self):
        case = self.case()
        for name, raw in REFUSED[:3]:
            file = self.attachment(name, raw)
            with self.subTest(name=name), self.assertRaises(ValidationError):
                case.evidence_ids = [
                    Command.create({"name": "Ảnh", "attachment_ids": file.ids})
                ]
            document = self.as_user("clerk", case.petition_ids.document_ids)
            with self.subTest(name=name), self.assertRaises(ValidationError):
                document.scan_ids = file

    def test_in_the_chatter(self):
        petition = self.petition()
        for name, raw in REFUSED[:3]:
            with self.subTest(name=name), self.assertRaises(ValidationError):
                petition.message_post(body=NAME, attachments=[(name, raw)])

    def test_who_reads_the_petition_opens_its_files(self):
        file = self.attachment("don.pdf", PDF)
        petition = self.petition(attachment_ids=file.ids)
        for login, allowed in (("leader", True), ("colleague", False)):
            with self.subTest(login=login):
                self.assertEqual(self.as_user(login, file).has_access("read"), allowed)
        self.assertEqual(
            self.as_user("leader", petition).attachment_ids.read(["name"])[0]["name"],
            "don.pdf",
        )

    def test_nobodys_files_are_taken_over(self):
        """Linking a foreign file does not open it."""
        foreign = self.attachment("rieng.pdf", PDF, login="colleague")
        with self.assertRaises(AccessError):
            self.petition(attachment_ids=foreign.ids)
        self.assertFalse(foreign.sudo().res_id)


@tagged("post_install", "-at_install")
class TestCitizenUpload(HttpCase, CitizenCommon):
    frozen_at = None

    @mute_logger("odoo.http")
    def test_uploads_of_the_web_client(self):
        petition = self.env["ward.petition"].create(
            {
                "kind": "complaint",
                "summary": "Thu hồi đất",
                "company_id": self.ward.id,
                "person_name": "Nguyễn Quốc Thử",
            }
        )
        self.authenticate("t_clerk", "t_clerk")
        mine = [("res_model", "=", "ward.petition"), ("res_id", "=", petition.id)]
        for name, raw, count in (
            ("virus.exe", EXE, 0),
            ("anh.png", EXE, 0),
            ("lon.pdf", PDF + bytes(50 * 1024**2), 0),
            ("don.pdf", PDF, 1),
        ):
            with self.subTest(name=name):
                self.url_open(
                    "/mail/attachment/upload",
                    data={
                        "csrf_token": http.Request.csrf_token(self),
                        "thread_id": petition.id,
                        "thread_model": "ward.petition",
                    },
                    files={"ufile": (name, raw)},
                    timeout=60,
                )
                self.assertEqual(self.env["ir.attachment"].search_count(mine), count)
