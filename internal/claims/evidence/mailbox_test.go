package evidence

import (
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
)

func TestWeighMailbox(t *testing.T) {
	for _, tt := range []struct {
		name, address string
		sought        []string
		level         Level
	}{
		{"the given name", "mara.lindqvist@corp.example", []string{"Mara"}, MailboxName},
		{"without a separator", "lindqvistmara71@corp.example", []string{"Mara"}, MailboxName},
		{"an accent", "mara.l@corp.example", []string{"M\u00e1ra"}, MailboxName},
		{"a slip", "marra.lindqvist@corp.example", []string{"Mara"}, MailboxName},
		{"a pet name", "bob.lindqvist@corp.example", []string{"Robert"}, MailboxName},
		{"both parts", "mlindqvist@corp.example", []string{"Mara", "Lindqvist"}, MailboxName},
		{"one of two is all there is", "mara@corp.example", []string{"Mara", "Lindqvist"}, MailboxName},
		{"one of two beside another name", "mara.brandt@corp.example", []string{"Mara", "Lindqvist"}, ""},
		{"the first letter", "m.lindqvist@corp.example", []string{"Mara"}, MailboxInitial},
		{"the last letter", "lindqvistm@corp.example", []string{"Mara"}, MailboxInitial},
		{"initials", "ml7@corp.example", []string{"Mara", "Lindqvist"}, MailboxInitial},
		{"a short name is as good as initials", "jo@corp.example", []string{"Jo"}, MailboxInitial},
		{"another name", "olaf.brandt@corp.example", []string{"Mara"}, MailboxOther},
		{"another initial", "o.lindqvist@corp.example", []string{"Mara"}, MailboxOther},
		{"one initial of two", "m.brandt@corp.example", []string{"Mara", "Lindqvist"}, MailboxOther},
		{"an office (RFC 2142)", "info@corp.example", []string{"Mara"}, ""},
		{"no letters", "007@corp.example", []string{"Mara"}, ""},
		{"one letter", "q@corp.example", []string{"Mara"}, ""},
		{"another script", "olaf@corp.example", []string{"\u041c\u0430\u0440\u0430"}, ""},
		{"nothing sought", "mara@corp.example", []string{"", " "}, ""},
		{"no address", "mara", []string{"Mara"}, ""},
	} {
		w := WeighMailbox(tt.address, tt.sought...)
		if w.Level != tt.level || w.Claim != claims.Email || (w.Explain() == "") != (tt.level == "") {
			t.Errorf("%s: %+v, want %q", tt.name, w, tt.level)
		}
	}
}

// TestMailboxAlone: a mailbox is no comparison of its own, whose score would
// stand for the whole.
func TestMailboxAlone(t *testing.T) {
	w := WeighMailbox("mara@corp.example", "Mara")
	if got := Combine([]Weight{w}); got.Bits != w.Bits || got.Verdict != claims.Review || got.Score <= 0.5 {
		t.Errorf("%+v", got)
	}
	if got, want := w.Explain(), w.Why+" 6 bits."; got != want {
		t.Errorf("%q, want %q", got, want)
	}
}

func FuzzWeighMailbox(f *testing.F) {
	f.Add("mara.lindqvist@corp.example", "Mara", "Lindqvist")
	f.Add("@", "\xff", "")
	f.Fuzz(func(t *testing.T, address, given, family string) {
		w := WeighMailbox(address, given, family)
		if back := WeighMailbox(address, family, given); back != w {
			t.Errorf("%+v, the other way %+v", w, back)
		}
		if (w.Level == "") != (w.Bits == 0) {
			t.Errorf("%+v", w)
		}
	})
}
