// SPDX-License-Identifier: Apache-2.0
#include "apps/nightmail/phrase.h"

#include <algorithm>
#include <array>

#include "apps/nightmail/password.h"
#include "apps/nightmail/text_width.h"
#include "client/errors.h"
#include "crypto/recovery_phrase.h"

namespace nightmail::app {
namespace {

constexpr std::size_t kCell = 14;  // "24. " and the longest word of 8 letters, and a gap
constexpr int kTries = 3;

std::string lower_case(std::string_view text) {
  std::string result;
  for (const char letter : text) {
    if (letter == ' ' || letter == '\t' || letter == '\r') continue;
    result += letter >= 'A' && letter <= 'Z' ? static_cast<char>(letter + 'a' - 'A') : letter;
  }
  return result;
}

// True once the person typed this word.
bool confirm_word(Terminal& terminal, const std::vector<std::string_view>& words, std::size_t at) {
  const std::string question = "Word " + std::to_string(at + 1) + ": ";
  for (int attempt = 0; attempt < kTries; ++attempt) {
    const auto typed = terminal.ask(question, "");
    if (!typed.ok() || typed->empty()) return false;
    if (lower_case(*typed) == words[at]) return true;
    terminal.say("That is another word. Look at your note and try again.");
  }
  return false;
}

void confirm(Program& program, const std::vector<std::string_view>& words) {
  const auto drawn = program.random.array<2>();
  const std::size_t first = drawn[0] % (words.size() / 2);
  const std::size_t second = words.size() / 2 + drawn[1] % (words.size() / 2);
  program.terminal.say("\nTo see that the note is right, two of the words (Enter skips this):");
  if (confirm_word(program.terminal, words, first) &&
      confirm_word(program.terminal, words, second)) {
    program.terminal.say("Right. Keep the note where only you find it.");
  } else {
    program.terminal.say(
        "Not confirmed. Make sure that your note holds all 24 words: they are not shown again.");
  }
}

// Shown while it is typed: nobody types 24 words blindly.
Result<SecretBytes> ask_phrase(Terminal& terminal) {
  TRY_ASSIGN(std::string line, terminal.ask("The 24 words, on one line: ",
                                            "Give the words with --phrase-file FILE."));
  SecretBytes phrase = secret_from(as_bytes(line));
  wipe({reinterpret_cast<std::uint8_t*>(line.data()), line.size()});
  return phrase;
}

}  // namespace

std::vector<std::string_view> split_words(std::string_view phrase) {
  std::vector<std::string_view> words;
  while (!phrase.empty()) {
    const std::size_t end = std::min(phrase.find(' '), phrase.size());
    if (end > 0) words.push_back(phrase.substr(0, end));
    phrase.remove_prefix(std::min(end + 1, phrase.size()));
  }
  return words;
}

std::string phrase_columns(const std::vector<std::string_view>& words, std::size_t columns) {
  const std::size_t across =
      std::clamp<std::size_t>((columns - std::min<std::size_t>(columns, 2)) / kCell, 1, 4);
  const std::size_t down = (words.size() + across - 1) / across;
  std::string text;
  for (std::size_t row = 0; row < down; ++row) {
    std::string line = "  ";
    for (std::size_t at = row; at < words.size(); at += down) {
      const std::string number = std::to_string(at + 1);
      const std::string cell =
          std::string(number.size() < 2 ? 1 : 0, ' ') + number + " " + std::string(words[at]);
      line += at + down < words.size() ? fit(cell, kCell) : cell;
    }
    text += line + "\n";
  }
  return text;
}

void hand_over_phrase(Program& program, const SecretBytes& phrase) {
  const std::string_view text = as_text(phrase.expose());
  Terminal& terminal = program.terminal;
  if (!terminal.output_is_terminal()) {
    terminal.say("Your recovery phrase, the only way back if the password is lost:");
    terminal.print(std::string(text) + "\n");
    return;
  }
  const auto words = split_words(text);
  terminal.print(
      "\nWrite down these 24 words, in order. They are the only way back to your mail if you\n"
      "lose the password, and whoever has them can read it. They are not shown again.\n\n");
  terminal.print(phrase_columns(words, terminal.columns()));
  if (terminal.can_ask() && words.size() >= 2) confirm(program, words);
}

Result<SecretBytes> get_phrase(Program& program, const std::string& file) {
  SecretBytes phrase;
  if (!file.empty()) {
    TRY_ASSIGN(phrase, read_whole_secret_file(file));
  } else {
    TRY_ASSIGN(phrase, ask_phrase(program.terminal));
  }
  const auto parsed = crypto::parse_phrase(as_text(phrase.expose()));
  if (parsed.ok()) return phrase;
  return Error(client::Errc::wrong_phrase,
               "This can't be the recovery phrase: " + parsed.error().context() +
                   ". Compare it with your note, word by word.");
}

}  // namespace nightmail::app
