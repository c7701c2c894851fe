// The commands that there are.

import Bulkhead
import Calendar
import HID
import Shell
import TerminalClient

struct Command {
  let name: String
  let arguments: String
  let about: String
  let run: (ShellProgram, [String]) -> Void

  static var all: [Command] {
    [
      Command(name: "help", arguments: "", about: "what there is") { shell, _ in shell.help() },
      Command(name: "roms", arguments: "", about: "the ROMs that this shell knows of") { shell, _ in shell.listROMs() },
      Command(name: "cat", arguments: "ROM", about: "prints a ROM") { shell, words in shell.print(words, isHID: false) },
      Command(name: "hid", arguments: "ROM", about: "prints a ROM, with colors") { shell, words in
        shell.print(words, isHID: true)
      },
      Command(name: "view", arguments: "ROM", about: "shows a ROM on the whole screen") { shell, words in shell.view(words) },
      Command(name: "watch", arguments: "ROM", about: "prints a ROM whenever it changes") { shell, words in
        shell.watchROM(words)
      },
      Command(name: "services", arguments: "", about: "which services this shell was given") { shell, _ in shell.probe() },
      Command(name: "quota", arguments: "", about: "the RAM and capabilities of this shell") { shell, _ in shell.quota() },
      Command(name: "uptime", arguments: "", about: "how long the machine runs") { shell, _ in shell.uptime() },
      Command(name: "date", arguments: "", about: "the time of day, if RTC was given") { shell, _ in shell.date() },
      Command(name: "time", arguments: "COMMAND", about: "how long a command takes") { shell, words in shell.time(words) },
      Command(name: "log", arguments: "WORDS", about: "writes to the system's log") { shell, words in
        shell.environment.log(words.joined(separator: " "))
      },
      Command(name: "echo", arguments: "WORDS", about: "prints words") { shell, words in
        shell.write([Printable.line(words.joined(separator: " "))])
      },
      Command(name: "colors", arguments: "", about: "what the terminal can do") { shell, _ in shell.showColors() },
      Command(name: "history", arguments: "", about: "what was typed before") { shell, _ in
        shell.write(shell.editor.history.map { Printable.line($0) })
      },
      Command(name: "clear", arguments: "", about: "clears the screen") { shell, _ in
        shell.terminal.write("\u{1b}[H\u{1b}[2J\u{1b}[3J")
      },
    ]
  }
}

extension ShellProgram {
  func help() {
    write(
      Command.all.map { command in
        let words = command.name + (command.arguments.utf8.isEmpty ? "" : " " + command.arguments)
        return "  \u{1b}[32m\(Self.padded(words, 14))\u{1b}[m \(command.about)"
      })
  }

  static func padded(_ words: String, _ width: Int) -> String {
    words + String(repeating: " ", count: max(0, width - words.utf8.count))
  }

  func listROMs() {
    let nodes = configuration.node.nodes("rom")
    let about = ["what this shell was told"] + nodes.map { $0.attribute("about") ?? "" }
    write(zip(romNames, about).map { "  \u{1b}[36m\(Self.padded(Printable.line($0), 18))\u{1b}[m \(Printable.line($1))" })
  }

  func quota() {
    guard let quota = environment.quota else { return fail("the account does not answer") }
    write([
      "  RAM           \(quota.ramUsed >> 10) KiB of \(quota.ramLimit >> 10) KiB",
      "  capabilities  \(quota.capabilitiesUsed) of \(quota.capabilityLimit)",
    ])
  }

  func uptime() {
    let seconds = environment.clock.now.microseconds / 1_000_000
    let (minutes, hours) = (seconds / 60 % 60, seconds / 3600)
    write(["  \(hours) h \(minutes) min \(seconds % 60) s"])
  }

  func date() {
    request(Text(RTC.name), donation: RTC.cost) { [self] capability in
      guard let seconds: UInt64 = try? capability.of(RTC.self).call(RTC.now), let time = CalendarTime(secondsSince1970: seconds)
      else { return fail("the clock does not know") }
      write(["  \(time.text) UTC"])
    }
  }

  func time(_ words: [String]) {
    guard let name = words.first, let command = Command.all.first(where: { $0.name.isSame(as: name) }),
      !name.isSame(as: "time")
    else { return fail("time what?") }
    let start = environment.clock.now.microseconds
    command.run(self, Array(words.dropFirst()))
    guard isFree else { return }
    let duration = environment.clock.now.microseconds - start
    write(["\u{1b}[2m\(duration / 1000).\(duration / 100 % 10) ms\u{1b}[m"])
  }

  func showColors() {
    var lines: [String] = []
    for base in [40, 100] {
      lines.append("  " + (0..<8).map { "\u{1b}[\(base + $0)m    " }.joined() + "\u{1b}[m")
    }
    for row in 0..<6 {
      let cells = (0..<36).map { "\u{1b}[48;5;\(16 + row * 36 + $0)m " }
      lines.append("  " + cells.joined() + "\u{1b}[m")
    }
    lines.append("  " + (0..<36).map { "\u{1b}[48;2;\($0 * 7);80;\(255 - $0 * 7)m " }.joined() + "\u{1b}[m")
    lines.append(
      "  \u{1b}[1mbold\u{1b}[m \u{1b}[2mfaint\u{1b}[m \u{1b}[4munderlined\u{1b}[m \u{1b}[7mreverse\u{1b}[m \u{1b}[9mstruck\u{1b}[m"
        + "  \u{250c}\u{2500}\u{252c}\u{2500}\u{2510}  \u{391}\u{3b1} \u{416}\u{436} \u{e9}\u{f1}\u{fc} \u{20ac} \u{2192} \u{221e}"
    )
    write(lines)
  }
}
