package variants

import (
	"strings"
	"sync"
)

// nicknameTable is data/nicknames.txt: for each word the lines in which it is a
// formal name and those in which it is a pet form.
type nicknameTable struct {
	formal, pet *rows
	// strict has the pet forms as they are spelt, if petSpelling says less: Julie
	// is a name of her own and does not pass for Juli, the pet form of Julian.
	strict *rows
	// byForm has the lines of the formal names by their form in given: a pet
	// form belongs to every spelling of its formal name.
	byForm *rows
	given  *givenTable
}

var nicknames = sync.OnceValue(func() *nicknameTable { return readNicknames(nicknamesFile, givenNames()) })

func readNicknames(file string, given *givenTable) *nicknameTable {
	t := &nicknameTable{formal: newRows(6000), pet: newRows(11000), strict: newRows(4000), byForm: newRows(len(given.name)), given: given}
	t.byForm.last = t.byForm.last[:len(given.name)]
	var b buffer
	row := uint16(0)
	for line := range dataLines(file) {
		formal, pets, _ := strings.Cut(line, ":")
		for word := range strings.FieldsSeq(formal) {
			key := spelling(&b, word)
			t.formal.add(key, row)
			for l := given.forms.find(key); l.more(); l = l.rest() {
				t.byForm.link(int32(l.row()), row)
			}
		}
		for word := range strings.FieldsSeq(pets) {
			key, loose := loosen(spelling(&b, word))
			t.pet.add(key, row)
			if loose {
				t.strict.add(spelling(&b, word), row)
			}
		}
		row++
	}
	return t
}

// Nickname reports whether one name is a listed short or pet form of the other:
// Bob and Robert, Pepe and Jose, Sasha and Aleksandra. It takes one step only:
// Ted and Ed, both from Edward, are not nicknames of each other (see
// ShareFormal), and neither are Theodore and Edward, which share Ted.
func Nickname(a, b string) bool {
	t := nicknames()
	return t.petOf(a, b) || t.petOf(b, a)
}

// petOf reports whether pet is listed under the formal name.
func (t *nicknameTable) petOf(formal, pet string) bool {
	var b buffer
	key, loose := loosen(spelling(&b, pet))
	pets := t.pet.find(key)
	if !pets.more() {
		return false
	}
	if loose {
		if key = spelling(&b, pet); t.formal.find(key).more() {
			pets = t.strict.find(key)
		}
	}
	key = spelling(&b, formal)
	if share(t.formal.find(key), pets) {
		return true
	}
	for l := t.given.forms.find(key); l.more(); l = l.rest() {
		if share(list{t.byForm.cells, t.byForm.last[l.row()]}, pets) {
			return true
		}
	}
	return false
}

// OwnNames reports two words that are both full names in their own right, with
// pet forms and with forms in other languages: Anna and Hannah, John and Ian.
// Where one is listed as a pet form of the other, it may still be another
// person's name.
func OwnNames(a, b string) bool {
	t := nicknames()
	return t.ownName(a) && t.ownName(b)
}

func (t *nicknameTable) ownName(s string) bool {
	var b buffer
	key := spelling(&b, s)
	return t.formal.find(key).more() && t.given.forms.find(key).more()
}

// ShareFormal reports whether two names are listed pet forms of the same formal
// name: Bill and Will, Masha and Manya. Weaker than Nickname, because the formal
// name of neither person is known.
func ShareFormal(a, b string) bool {
	if a == b {
		return false
	}
	var x, y buffer
	t := nicknames()
	return share(t.pet.find(petSpelling(&x, a)), t.pet.find(petSpelling(&y, b)))
}
