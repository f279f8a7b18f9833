"""A call of people's speech: telephone prompts that Debian packages (asterisk-core-sounds-en-wav,
recorded by Allison Smith, CC-BY-SA 3.0), put together as a conversation of 24 turns.

Nothing of them is in this repository: the package is downloaded for a run.
"""

import subprocess
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.line_conditions import RATE, Call
from shared.audio.decode import decode

PACKAGE = "asterisk-core-sounds-en-wav"
FOLDER = Path("usr/share/asterisk/sounds/en_US_f_Allison")
PAUSE_S = 0.3
# By turns the agent's and the customer's.
LINES = """
queue-periodic-announce: All of our representatives are currently busy. Please stay on the line, and
  your call will be answered by the next available representative.
privacy-prompt: Please enter your phone number, starting with the area code.
feature-not-avail-line: That feature is not available on this line.
cannot-complete-as-dialed: Your call cannot be completed as dialed.
check-number-dial-again: Please check the number and dial again.
ss-noservice: The number you have dialed is not in service. Please check the number and try again.
vm-intro: Please leave your message after the tone. When done, hang up or press the pound key.
vm-mailboxfull: Sorry but the user's mailbox can't accept more messages.
priv-introsaved: Thank you. Please hold while I attempt to connect you with your party.
confbridge-only-one: There is currently one other participant in the conference.
vm-instructions: To listen to your messages press 1 now. You may quit voicemail at any time by
  pressing the pound key.
vm-nobox: You cannot reply to this message because the sender does not have a mailbox.
vm-saveoper: Press 1 to accept this recording. Otherwise, please continue to hold.
vm-nonumber: I'm afraid I don't know who sent this message.
dir-instr: If this is the person you are looking for press 1 now. Otherwise, please press star now.
pbx-invalidpark: I am sorry, but there is no call parked on that extension. Please try again.
vm-mismatch: The password you entered and re-entered did not match. Please try again.
confbridge-pin-bad: You have entered too many invalid personal identification numbers.
queue-youarenext: Your call is now first in line and will be answered by the next available
  representative.
vm-tmpexists: There is a temporary greeting which overrides your standard greetings.
demo-nogo: I'm afraid I was unable to connect to the Digium demonstration Asterisk server. You may
  find some helpful debugging information on the Asterisk console.
vm-sorry: I'm sorry I did not understand your response.
vm-whichbox: To leave a message, please enter a mailbox number.
demo-nomatch: I'm sorry, there are no matches for those keywords.
"""
SPEAKERS = ("agent", "customer")


def unpacked(folder: Path) -> Path:
    """Downloads the package with apt and unpacks it into `folder`, installing nothing."""
    subprocess.run(["apt-get", "download", PACKAGE], cwd=folder, check=True, capture_output=True)
    (package,) = folder.glob(f"{PACKAGE}_*.deb")
    subprocess.run(["dpkg", "-x", str(package), str(folder)], check=True)
    return folder / FOLDER


def prompt_call(folder: Path) -> tuple[Call, list[dict[str, Any]]]:
    """The call at 8 kHz, the agent's channel first, and its turns with text and times."""
    lines = [line.split(": ", 1) for line in LINES.replace("\n  ", " ").strip().splitlines()]
    sounds, turns, at = [], [], 0
    for number, (name, text) in enumerate(lines):
        said = _trimmed(decode(folder / f"{name}.wav", RATE)[0].astype(np.float64))
        pair = np.zeros((2, len(said) + round(PAUSE_S * RATE)))
        pair[number % 2, : len(said)] = said
        sounds.append(pair)
        times = {"start_s": at / RATE, "end_s": (at + len(said)) / RATE}
        turns.append({"speaker": SPEAKERS[number % 2], "text": text, **times})
        at += pair.shape[1]
    return np.concatenate(sounds, axis=1), turns


def _trimmed(samples: Call) -> Call:
    loud = np.flatnonzero(np.abs(samples) > 200)
    return samples[max(0, loud[0] - RATE // 20) : loud[-1] + RATE // 10]
