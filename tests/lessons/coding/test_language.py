"""What is refused before anything is computed, and what is said of it."""

from __future__ import annotations

import pytest

from lessons.coding.language import LONGEST, Unread, read
from lessons.coding.words import FUNCTIONS, INSTEAD, KEYWORDS, METHODS, SIGNS

GIVEN = ("X", "z", "dz", "n")

READ = [
    "h = np.maximum(0, z)",
    "loss = -np.mean(z * np.log(dz) + (1 - z) * np.log(1 - dz))",
    "dW = X.T @ dz / n",
    "db = dz.sum(axis=0, keepdims=True)",
    "z[z < 0] = 0",
    "z[:, 0] *= 2.5e-1",
    "z -= 0.1 * dz",
    "h = np.zeros((len(X), X.shape[1]))[1:, None]",
    "h = z.reshape(-1, 2) ** 2 % 3",
    "  h\t=\tz − 1 × z ÷ 2 ",
    "h = z != 0",
]

REFUSED = {
    "": "nothing is written",
    " \t ": "nothing is written",
    "h =": "ends too early",
    "h = X.T @": "ends too early",
    "h = np.exp(z": "( is opened and not closed",
    "h = z)": ") is closed and was not opened",
    "h = (z]": "] is closed",
    "h = z z": "cannot be read from 'z'",
    "h = 2z": "is a * missing",
    "h = zz": "did you mean z?",
    "h = x": "did you mean X?",
    "h = q": "there is X, dz, n, z",
    "h = np.maximun(0, z)": "did you mean np.maximum?",
    "h = z.summ()": "did you mean .sum?",
    "h = maximum(0, z)": "np.maximum(…)",
    "h = exp": "np.exp(…)",
    "h = relu(z)": "write np.maximum(0, z)",
    "h = np.add(z, z)": "write a + b",
    "h = np.exp": "np.exp(…)",
    "h = np": "only there for its functions",
    "h = len": "len(X)",
    "h = z.sum": ".sum()",
    "h = z.T()": "without brackets",
    "h = z(2)": "is a * missing",
    "h = (z)(2)": "is a * missing",
    "h = 3(z)": "is a * missing",
    "h = np.exp(z, z)": "np.exp takes 1 value",
    "h = z.sum(0, 1)": "takes 0 to 1 values",
    "h = z.sum(0, axis=1)": "two axes",
    "h = np.sum(z, dtype=n)": "only axis and keepdims here, not dtype=",
    "h = np.exp(z, out=z)": "nothing by name here, not out=",
    "h = np.sum(*z)": "no * before",
    "h = np.sum(**z)": "no * before",
    "h = 0 < z < 1": "one comparison at a time",
    "h == z": "write one = to assign",
    "z": "a name before it, h = z",
    "np.exp(z)": "a name before it, h = np.exp(z)",
    "a = b = z": "one name a line",
    "n, d = X.shape": "one name a line",
    "h = [1, 2]": "no lists here",
    "h = 1, 2": "no lists here",
    "h = z[..., 0]": "write : for all of an axis",
    "h = None": "is no number",
    "h = 1j": "is a * missing",
    "h = 9007199254740992": "below 2**53",
    "h = 010": "a number cannot be read",
    "3 = z": "a name stands before =",
    "z + 1 = z": "a name stands before =",
    "z.T[0] = 1": "a name stands before =",
    "z: n = 3": "only assignments here",
    "q += 1": "there is no q here",
    "q[0] = 1": "there is no q here",
    "np = z": "take another name",
    "len = z": "take another name",
    "_h = z": "take another name",
    "np.exp = z": "stays as it is",
    "z.shape = n": "not assigned to",
    "np.exp += z": "stays as it is",
    "h = +z if n else z": "np.where(z > 0, a, b)",
    "for i in z: h = i": "no loops here: np.maximum works on all of z at once, and X @ W on every row",
    "import numpy": "import is not needed: np is there",
    "h = lambda: z": "no functions of your own",
    "h = z > 0 and z < 1": "multiply two comparisons",
    "h = ж": "'ж' is not read here",
    "h = \x1b[2J": "a sign that cannot be shown",
    "h = z\nh = z": "a sign that cannot be shown",
    "h = " + "z+" * LONGEST + "z": f"at most {LONGEST} characters",
    "h = " + "9" * 10_000: f"at most {LONGEST} characters",
    "h = " + "9" * 290: "below 2**53",
    "h = " + "(" * 145 + "z" + ")" * 145 + " +": "ends too early",
    "h = " + "(" * 290: "too deep",
    "h = " + "-" * 290 + "z": "too deep",
    "h = z" + ".T" * 100: "too deep",
}


@pytest.mark.parametrize("line", READ)
def test_a_line_of_what_is_listed_is_read(line):
    assert len(read([line], GIVEN)) == 1


@pytest.mark.parametrize("line", REFUSED)
def test_anything_else_is_refused_in_one_line_that_says_what_to_write(line):
    with pytest.raises(Unread) as caught:
        read([line], GIVEN)
    said = str(caught.value)
    assert REFUSED[line] in said
    assert len(said) <= 160
    assert said.isprintable()


@pytest.mark.parametrize("word", KEYWORDS)
def test_every_word_of_the_language_that_is_not_for_here_is_named(word):
    for line in (f"{word} z", f"h = z {word} z", f"{word}:", word):
        with pytest.raises(Unread, match=r"here|needed"):
            read([line], GIVEN)


@pytest.mark.parametrize("sign", SIGNS)
def test_every_sign_that_is_not_for_here_has_its_own_words(sign):
    with pytest.raises(Unread) as caught:
        read([f"h = z {sign} z"], GIVEN)
    assert str(caught.value) in SIGNS.values()


def test_every_function_that_is_known_elsewhere_is_told_what_to_write():
    for name in INSTEAD:
        for line in (f"h = np.{name}(z)", f"h = z.{name}(z)"):
            with pytest.raises(Unread, match=r"here: write|here: did|without brackets"):
                read([line], GIVEN)
    assert not INSTEAD.keys() & (FUNCTIONS.keys() | METHODS.keys())


def test_names_assigned_before_are_there_and_the_line_that_is_refused_is_told():
    assert len(read(["h = z", "k = h", "h += k"], GIVEN)) == 3
    with pytest.raises(Unread) as caught:
        read(["h = z", "k = g", "g = z"], GIVEN)
    assert caught.value.line == 1
