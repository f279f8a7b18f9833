"""For tests that read texts: the process for long ones starts when the first is read."""

from shared.concurrency.text_work import TextWork

TEXT_WORK = TextWork(1)
