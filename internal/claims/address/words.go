package address

import (
	_ "embed"
	"strconv"
	"strings"
	"sync"
)

//go:embed words.txt
var wordList string

// class is a set of roles a word can have in an address; which one it has is
// decided by where it stands.
type class uint32

const (
	strong class = 1 << iota
	weak
	prefix
	route
	direction
	door
	building
	floor
	story
	half
	numberSign
	box
	filler
	light
	cross
	plain
	cardinal
)

// entry is what the word list says of a word.
type entry struct {
	is     class
	kind   string // kind of street, spelt out
	before string // kind of street when it stands before the name
	plain  string // the word spelt out where it is none of the others
	story  string // number of the floor, or its name
	half   string
	dirs   uint8 // directions, one bit each
	num    int   // value of a number word
}

var classes = map[string]class{
	"strong": strong, "weak": weak, "prefix": prefix, "route": route, "dir": direction, "door": door, "bldg": building,
	"floor": floor, "story": story, "half": half, "number": numberSign, "box": box, "filler": filler, "light": light,
	"cross": cross, "plain": plain, "num": cardinal,
}

const (
	north uint8 = 1 << iota
	south
	east
	west
)

var directions = map[string]uint8{
	"n": north, "s": south, "e": east, "w": west,
	"ne": north | east, "nw": north | west, "se": south | east, "sw": south | west,
}

// dictionary is the word list, taken apart once when it is first needed.
type dictionary struct {
	words    map[string]*entry
	suffixes [][2]string // ending, kind
}

var dict = sync.OnceValue(func() *dictionary {
	d := &dictionary{words: make(map[string]*entry, 1200)}
	for line := range strings.Lines(wordList) {
		f := strings.Fields(line)
		if len(f) < 2 || f[0] == "#" {
			continue
		}
		for _, w := range f[1:] {
			d.add(f[0], f[1], w)
		}
	}
	return d
})

func (d *dictionary) add(name, full, w string) {
	if name == "suffix" {
		if w == "street" { // the full word of the line, no ending
			return
		}
		d.suffixes = append(d.suffixes, [2]string{w, full})
		return
	}
	e := d.words[w]
	if e == nil {
		e = &entry{}
		d.words[w] = e
	}
	c := classes[name]
	e.is |= c
	switch c {
	case strong, weak, route:
		if e.kind == "" {
			e.kind = full
		}
	case prefix:
		if e.before == "" {
			e.before = full
		}
	case direction:
		e.dirs = directions[full]
	case story:
		e.story = full
	case half:
		e.half = full
	case plain, light:
		if e.plain == "" {
			e.plain = full
		}
	case cardinal:
		e.num, _ = strconv.Atoi(full)
	}
}

// suffixKind takes the kind of street off the end of a word, as in
// Hauptstrasse or Kerkstraat.
func (d *dictionary) suffixKind(w string) (name, kind string, ok bool) {
	for _, s := range d.suffixes {
		if n := len(w) - len(s[0]); n >= 3 && w[n:] == s[0] {
			return w[:n], s[1], true
		}
	}
	return "", "", false
}
