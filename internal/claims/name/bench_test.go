package name

import (
	"testing"

	"github.com/incodectl/incodectl/internal/claims"
)

func BenchmarkCompare(b *testing.B) {
	doc := n("MARIA JOSE|GARCIA LOPEZ")
	for name, dir := range map[string]claims.Set{
		"equal": n("María José|García López"), "surname dropped": n("María José|García"), "typo": n("Maria Jose|Garcia Lopes"),
		"stranger": n("Grace|Holloway"), "whole": n("Maria Jose Garcia Lopez"), "cross script": n("Мария Гарсия"),
		"long": n("Maria Jose de la Concepcion Garcia Lopez y Fernandez"),
	} {
		b.Run(name, func(b *testing.B) {
			var c Comparer
			b.ReportAllocs()
			for b.Loop() {
				c.Compare(doc, dir, Options{})
			}
		})
	}
}

// A pair allocates what is handed out, and little else: the two names as shown
// and the reasons.
func TestAllocations(t *testing.T) {
	var c Comparer
	doc, dir := n("MARIA JOSE|GARCIA LOPEZ"), n("Maria|Garcia")
	if got := testing.AllocsPerRun(200, func() { c.Compare(doc, dir, Options{}) }); got > 6 {
		t.Errorf("%v allocations for a pair", got)
	}
}
