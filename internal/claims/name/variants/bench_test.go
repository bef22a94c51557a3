package variants

import "testing"

func BenchmarkLookups(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		Nickname("pepe", "jose")
		ShareFormal("bill", "will")
		SameGiven("serhii", "sergey")
		Cognate("john", "giovanni")
		SameSurname("zhang", "cheung")
		SameSurname("ivanova", "ivanov")
		Hypocorism("leandrinho", "leandro")
		SurnameRank("patterson")
	}
}

// BenchmarkFirstUse measures what the first lookups of a process cost once.
func BenchmarkFirstUse(b *testing.B) {
	b.ReportAllocs()
	for b.Loop() {
		given := readGiven(givenFile)
		readNicknames(nicknamesFile, given)
		readSurnames(surnamesFile)
		readRanks(givenRanksFile)
		readRanks(surnameRanksFile)
	}
}
