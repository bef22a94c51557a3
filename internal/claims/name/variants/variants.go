// Package variants knows which forms of a name belong together: nicknames and
// pet forms, spellings and transliterations, forms of one name in different
// languages, and how common a name is.
//
// All functions take single words as text.Fold returns them for Latin letters
// (lower case, a to z) and give the same answer with their arguments swapped.
// Lookups allocate nothing. The tables are plain text files under data/, read
// at first use.
package variants

import _ "embed"

// The files say at their top where they come from and how they are laid out.
var (
	//go:embed data/nicknames.txt
	nicknamesFile string
	//go:embed data/given.txt
	givenFile string
	//go:embed data/surnames.txt
	surnamesFile string
	//go:embed data/written.txt
	writtenFile string
	//go:embed data/women.txt
	womenFile string
	//go:embed data/men.txt
	menFile string
	//go:embed data/givenranks.txt
	givenRanksFile string
	//go:embed data/surnameranks.txt
	surnameRanksFile string
)
