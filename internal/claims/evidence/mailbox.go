package evidence

import (
	"strings"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/name/variants"
	"github.com/incodectl/incodectl/internal/claims/text"
)

// telling is the length from which a part of a name in a mailbox is no accident.
const telling = 3

// WeighMailbox weighs an e-mail address that only one side has against the name
// of the other: mailboxes are mostly made from it, as in ada.king, aking, kinga
// or ak. Sought are the parts of that name, given or family, that the side with
// the address lacks; what both sides have was compared as names and does not
// count twice.
//
// The level is MailboxName when a part is a word of the mailbox, MailboxInitial
// when its letters stand for all parts, MailboxOther when it is made from
// something else. There is none without an address or parts, for the mailbox of
// an office, and where one part is there and the other is not.
func WeighMailbox(address string, sought ...string) Weight {
	w := Weight{Claim: claims.Email}
	if r, ok := rowOf(emailRows[:], mailboxLevel(address, sought), 0); ok {
		w.Level, w.Why, w.Bits = r.Level, r.Why, r.Low
	}
	return w
}

func mailboxLevel(address string, sought []string) Level {
	box, _, isAddress := strings.Cut(strings.ToLower(address), "@")
	words := strings.FieldsFunc(box, func(r rune) bool { return r < 'a' || r > 'z' })
	letters := strings.Join(words, "")
	if !isAddress || len(letters) < 2 || isOffice(box) {
		return ""
	}
	parts, found, initials, length := 0, 0, 0, 0
	for _, s := range sought {
		part := strings.ReplaceAll(text.Fold(s), " ", "")
		switch {
		case part == "":
			continue
		case part[0] < 'a' || part[0] > 'z':
			return "" // in another script
		case isWord(part, letters, words):
			found++
			length += len(part)
		case isInitial(part[0], letters, words):
			initials++
		}
		parts++
	}
	switch {
	case parts == 0:
		return ""
	case found > 0 && (found+initials == parts || length+1 >= len(letters)):
		return MailboxName
	case found > 0:
		return ""
	case initials == parts:
		return MailboxInitial
	}
	return MailboxOther
}

// isOffice reports the mailboxes that RFC 2142 keeps for offices and services.
func isOffice(box string) bool {
	switch box {
	case "info", "marketing", "sales", "support", "abuse", "noc", "security", "postmaster",
		"hostmaster", "usenet", "news", "webmaster", "www", "uucp", "ftp":
		return true
	}
	return false
}

// isWord reports that a part of a name stands among the letters of a mailbox or,
// nearly so or as a pet name, between its separators.
func isWord(part, letters string, words []string) bool {
	if len(part) < telling {
		return false
	}
	if strings.Contains(letters, part) {
		return true
	}
	for _, w := range words {
		if len(w) >= telling && (slip(w, part) || variants.Nickname(w, part)) {
			return true
		}
	}
	return false
}

// isInitial reports a letter that a word of the mailbox begins with, or the last
// of all, as in kinga.
func isInitial(letter byte, letters string, words []string) bool {
	for _, w := range words {
		if w[0] == letter {
			return true
		}
	}
	return letters[len(letters)-1] == letter
}
