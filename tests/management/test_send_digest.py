"""The digest: each notice once, to who wants it, and nothing lost where the mail server fails."""

from datetime import timedelta

import pytest
from django.core import mail
from django.core.mail.backends.base import BaseEmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone

from claims import workflow
from claims.models import Annotation, LogEntry, Notice


@pytest.fixture
def mention(make_claim, carl):
    claim = make_claim("It snowed.")

    def say(body):
        return workflow.add(Annotation(claim=claim, body=body), by=carl)

    return say


class Failing(BaseEmailBackend):
    def send_messages(self, messages):
        raise ConnectionRefusedError("Connection refused")


class FailingForErin(BaseEmailBackend):
    def send_messages(self, messages):
        if messages[0].to == ["erin@example.org"]:
            raise ConnectionRefusedError("Mailbox full")
        mail.outbox.extend(messages)
        return len(messages)


def broken(settings, backend):
    settings.EMAIL_BACKEND = f"{backend.__module__}.{backend.__name__}"


def test_each_notice_is_sent_once_with_its_words_and_the_way_there(mention, alice, settings):
    settings.SITE_URL = "https://facts.example.org"
    mention("@alice, who <b>paid</b> & why?")
    call_command("send_digest")
    (sent,) = mail.outbox
    assert sent.to == ["alice@example.org"]
    assert sent.subject == "Factcheck: 1 notice for you"
    notice = Notice.objects.get()
    for words in (
        "carl mentioned you",
        "It snowed.",
        "“@alice, who <b>paid</b> & why?”",
        f"https://facts.example.org/admin/notices/{notice.pk}/",
    ):
        assert words in sent.body
    call_command("send_digest")
    assert len(mail.outbox) == 1
    mention("@alice?")
    call_command("send_digest")
    assert "who <b>paid</b>" not in mail.outbox[1].body


def test_what_was_read_is_not_sent(mention, alice):
    mention("@alice?")
    workflow.read_notices(by=alice)
    call_command("send_digest")
    assert mail.outbox == []


def test_who_switched_it_off_left_or_has_no_address_gets_none(mention, alice, erin, edgar, ada):
    mention("@alice @erin @edgar @ada?")
    workflow.choose_digest(by=alice, wants=False)
    erin.is_active = False
    erin.save()
    edgar.email = ""
    edgar.save()
    ada.groups.clear()
    call_command("send_digest")
    assert mail.outbox == []
    workflow.choose_digest(by=alice, wants=True)
    call_command("send_digest")
    assert [one.to for one in mail.outbox] == [["alice@example.org"]]


def test_a_failing_mail_server_loses_nothing(mention, alice, settings):
    mention("@alice?")
    broken(settings, Failing)
    with pytest.raises(CommandError, match=r"to alice: Connection refused.*Nothing is lost"):
        call_command("send_digest")
    notice = Notice.objects.get()
    assert (notice.mailed, notice.mail_begun) == (None, None)
    settings.EMAIL_BACKEND = "django.core.mail.backends.locmem.EmailBackend"
    call_command("send_digest")
    assert len(mail.outbox) == 1


def test_one_refused_address_keeps_nobody_else_waiting(mention, settings):
    mention("@alice @erin?")
    broken(settings, FailingForErin)
    with pytest.raises(CommandError, match="to erin: Mailbox full"):
        call_command("send_digest")
    assert [one.to for one in mail.outbox] == [["alice@example.org"]]
    assert set(Notice.objects.filter(mailed=None).values_list("person__username", flat=True)) == {
        "erin"
    }


def test_a_digest_that_another_program_has_begun_is_left_to_it_for_an_hour(mention, alice):
    mention("@alice?")
    Notice.objects.update(mail_begun=timezone.now() - timedelta(minutes=10))
    call_command("send_digest")
    assert mail.outbox == []
    Notice.objects.update(mail_begun=timezone.now() - timedelta(minutes=61))
    call_command("send_digest")
    assert len(mail.outbox) == 1


def test_a_long_absence_is_one_e_mail(mention, alice):
    for _ in range(53):
        mention("@alice?")
    call_command("send_digest")
    (sent,) = mail.outbox
    assert sent.subject == "Factcheck: 53 notices for you"
    assert sent.body.count("carl mentioned you") == 50
    assert "And 3 more: " in sent.body


def test_a_name_with_line_breaks_cannot_write_headers(mention, alice):
    alice.email = "alice@example.org\nBcc: all@example.org"
    alice.save()
    mention("@alice?")
    with pytest.raises(CommandError, match="Nothing is lost"):
        call_command("send_digest")
    assert Notice.objects.get().mailed is None


def test_notices_are_deleted_ninety_days_after_they_were_read(mention, alice, capsys):
    for body in ("@alice, one?", "@alice, two?", "@alice, three?"):
        mention(body)
    first, second, third = Notice.objects.order_by("pk")
    now = timezone.now()
    Notice.objects.filter(pk=first.pk).update(read=now - timedelta(days=91))
    Notice.objects.filter(pk=second.pk).update(read=now - timedelta(days=89))
    Notice.objects.filter(pk=third.pk).update(mailed=now - timedelta(days=400))
    entries = LogEntry.objects.count()
    call_command("send_digest")
    assert capsys.readouterr().out == "Sent 0 digests.\nDeleted 1 notice read long ago.\n"
    assert list(Notice.objects.order_by("pk")) == [second, third]
    assert (Annotation.objects.count(), LogEntry.objects.count()) == (3, entries)


def test_a_mail_server_that_fails_keeps_no_notice_from_being_cleared_away(mention, settings):
    mention("@alice?")
    Notice.objects.update(read=timezone.now() - timedelta(days=91))
    mention("@alice @erin?")
    broken(settings, Failing)
    with pytest.raises(CommandError, match="Nothing is lost"):
        call_command("send_digest")
    assert Notice.objects.filter(read__isnull=False).count() == 0
    assert Notice.objects.count() == 2
