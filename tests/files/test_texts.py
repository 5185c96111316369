"""What is read out of an uploaded file, and what a bad one may do: nothing."""

from __future__ import annotations

import time

import pytest
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.management import call_command
from django_tasks_db.models import DBTaskResult

from files import reader
from files.contents import LOCKED, OLE2, check_document
from files.models import AllianceDocument, TextProblem, TextState
from files.services import document_read, read_again
from files.tasks import queue_waiting, read_waiting
from files.texts import words_of
from practices.models import Attachment
from tests.factories.cities import approver_of, editor_of
from tests.factories.files import make_document
from tests.factories.practices import practice
from tests.files import papers
from tests.files.papers import WORDS

pytestmark = pytest.mark.django_db


def uploaded(name: str, content: bytes) -> AllianceDocument:
    return AllianceDocument.objects.create(title="文件", file=ContentFile(content, name))


def read(name: str, content: bytes) -> AllianceDocument:
    document = uploaded(name, content)
    document_read(document.pk)
    document.refresh_from_db()
    return document


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.docx", papers.docx("前言", WORDS)),
        ("a.xlsx", papers.xlsx(["项目", "数量"], [WORDS, 3])),
        ("a.pptx", papers.pptx(WORDS)),
        ("a.ofd", papers.ofd("标题", WORDS)),
        ("a.txt", WORDS.encode("gb18030")),
        ("a.csv", f"项目,数量\n{WORDS},3".encode("utf-8-sig")),
        ("A.TXT", WORDS.encode()),
    ],
)
def test_words_are_read_out_of(name, content):
    document = read(name, content)
    assert WORDS in document.text
    assert (document.text_state, document.text_problem) == (TextState.DONE, "")


def test_words_are_read_out_of_a_pdf():
    assert read("a.pdf", papers.pdf("Yanzishan patrol")).text == "Yanzishan patrol"


def test_a_merged_cell_is_read_once():
    assert read("a.docx", papers.docx("一")).text == "一\n合并的格子 另一格"


def test_a_hidden_sheet_is_not_read():
    assert "底数" not in read("a.xlsx", papers.xlsx(["项目"], hidden="底数")).text


@pytest.mark.parametrize(
    ("name", "content", "problem"),
    [
        ("a.pdf", papers.pdf("secret", password="x"), TextProblem.ENCRYPTED),
        ("a.pdf", papers.pdf(), TextProblem.NO_TEXT),
        ("a.pdf", b"%PDF-1.7 cut short", TextProblem.DAMAGED),
        ("a.docx", papers.docx(WORDS)[:2000], TextProblem.DAMAGED),
        ("a.docx", papers.xlsx([WORDS]), TextProblem.DAMAGED),
        ("a.xlsx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), TextProblem.DAMAGED),
        ("a.xlsx", papers.bomb(), TextProblem.TOO_LARGE),
        ("a.docx", b"", TextProblem.EMPTY),
        ("a.txt", b"", TextProblem.EMPTY),
        ("a.txt", b"\n \t\n", TextProblem.EMPTY),
        ("a.doc", b"x", TextProblem.OLD_FORMAT),
        ("a.xls", b"x", TextProblem.OLD_FORMAT),
        ("a.zip", b"x", TextProblem.OTHER_FORMAT),
        ("nameless", b"x", TextProblem.OTHER_FORMAT),
    ],
)
def test_a_file_that_gives_no_words_says_why(name, content, problem):
    document = read(name, content)
    assert (document.text, document.text_state, document.text_problem) == ("", TextState.UNREADABLE, problem)
    assert document.text_note == problem.label


def test_a_file_that_is_gone_may_come_back():
    document = uploaded("a.txt", WORDS.encode())
    document.file.storage.delete(document.file.name)
    document_read(document.pk)
    document.refresh_from_db()
    assert (document.text_state, document.text_problem) == (TextState.FAILED, TextProblem.MISSING)
    document.file.storage.save(document.file.name, ContentFile(WORDS.encode()))
    assert read_again() == 1
    assert document_read(document.pk)


def test_too_little_memory_ends_the_reader_alone():
    words = words_of(uploaded("a.docx", papers.docx(WORDS)).file, memory=24 * 1024 * 1024)
    assert words.problem in (TextProblem.BROKE_OFF, TextProblem.TOO_LARGE)


def test_a_reader_that_takes_too_long_is_ended(monkeypatch, tmp_path):
    slow = tmp_path / "slow.py"
    slow.write_text("import time\ntime.sleep(60)")
    monkeypatch.setattr("files.texts.READER", slow)
    began = time.monotonic()
    assert words_of(uploaded("a.txt", b"x").file, seconds=1).problem == TextProblem.TOO_LONG
    assert time.monotonic() - began < 10


def test_a_reader_that_never_stops_counting_is_ended(monkeypatch, tmp_path):
    source = reader.__file__
    endless = tmp_path / "endless.py"
    endless.write_text(open(source, encoding="utf-8").read().replace("return read(kind, path)", "while True: pass"))  # noqa: SIM115
    monkeypatch.setattr("files.texts.READER", endless)
    assert words_of(uploaded("a.txt", b"x").file, seconds=1).problem in (TextProblem.TOO_LONG, TextProblem.BROKE_OFF)


def test_a_pdf_whose_pages_go_in_a_circle_ends():
    assert read("a.pdf", papers.endless_pdf()).text_state == TextState.UNREADABLE


def test_the_reader_has_no_keys_of_the_site(monkeypatch, tmp_path):
    told = tmp_path / "told.py"
    told.write_text("import json, os\nprint(json.dumps({'text': ' '.join(os.environ), 'problem': ''}))")
    monkeypatch.setattr("files.texts.READER", told)
    monkeypatch.setenv("DJANGO_SECRET_KEY", "x")
    assert "DJANGO" not in words_of(uploaded("a.txt", b"x").file).text


def test_a_long_text_is_cut_and_said_to_be():
    document = read("a.txt", ("一二三四五六七八九十" * 3000).encode())
    assert (len(document.text), document.text_problem) == (20_000, TextProblem.CUT)
    assert document.text_state == TextState.DONE


def test_no_control_character_gets_into_the_database():
    assert read("a.txt", b"a\x07b\x0cc\x1bd").text == "a b\nc d"


def readings():
    return DBTaskResult.objects.filter(task_path="files.tasks.read_document")


# --- states -------------------------------------------------------------------------------------------------------
def test_a_replaced_file_is_read_anew_and_the_old_words_are_gone_at_once():
    document = read("a.txt", WORDS.encode())
    document.file = ContentFile("新的文字".encode(), "b.txt")
    document.save()
    document.refresh_from_db()
    assert (document.text, document.text_state) == ("", TextState.WAITING)


def test_what_was_read_of_a_file_replaced_meanwhile_is_dropped(monkeypatch):
    document = uploaded("a.txt", WORDS.encode())

    def replace(file):
        changed = AllianceDocument.objects.get(pk=document.pk)
        changed.file = ContentFile("新的文字".encode(), "b.txt")
        changed.save()
        return words_of(file)

    monkeypatch.setattr("files.services.words_of", replace)
    assert not document_read(document.pk)
    document.refresh_from_db()
    assert (document.text, document.text_state) == ("", TextState.WAITING)


def test_a_document_that_is_gone_is_done():
    assert not document_read(999_999)


def test_a_new_title_reads_nothing_again(django_capture_on_commit_callbacks):
    document = read("a.txt", WORDS.encode())
    with django_capture_on_commit_callbacks() as queued:
        document.title = "新名称"
        document.save()
    assert queued == [] and document.text == WORDS


def test_an_upload_is_read_after_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        document = uploaded("a.txt", WORDS.encode())
        assert not readings().exists()
    assert readings().get().args_kwargs["args"] == [document.pk]


def test_the_scheduler_has_what_was_left_behind_read():
    assert not queue_waiting()
    document = uploaded("a.txt", WORDS.encode())
    assert queue_waiting()
    assert read_waiting.func() == 1
    document.refresh_from_db()
    assert document.text == WORDS


def test_the_command_reads_all_that_waits(capsys):
    document = uploaded("a.txt", WORDS.encode())
    call_command("read_files", again=True)
    document.refresh_from_db()
    assert document.text == WORDS
    assert "1 个文件" in capsys.readouterr().out


def test_a_line_that_reaches_the_edge_goes_on_in_the_next():
    assert reader.unbroken("甲乙丙丁戊己庚辛占\n道经营。\n短行\n另一段") == "甲乙丙丁戊己庚辛占道经营。\n短行\n另一段"


# --- what editors are told ----------------------------------------------------------------------------------------
def test_the_documents_own_page_says_why_its_words_are_not_found(client):
    paper = make_document("制度", "rizhao")
    document_read(paper.pk)
    client.force_login(approver_of("rizhao"))
    said = client.get(f"/cms/documents/edit/{paper.pk}/").content.decode()
    assert "文件打不开，可能已损坏" in said


def test_the_case_being_written_says_so_too(client):
    author = editor_of("rizhao")
    page = practice("rizhao", owner=author)
    page.attachments = [Attachment(document=make_document("制度", "rizhao"))]
    page.save_revision()
    client.force_login(author)
    assert "正在读取文件里的文字" in client.get(f"/cms/pages/{page.pk}/edit/").content.decode()


def test_a_document_with_a_password_is_refused_in_words():
    locked = ContentFile(OLE2 + bytes(600) + LOCKED, "a.docx")
    with pytest.raises(ValidationError, match="打开密码"):
        check_document("a.docx", locked)
