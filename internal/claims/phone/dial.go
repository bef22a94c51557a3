package phone

// Dialled returns a number as it is dialled from anywhere: +, country code and
// national number. It reports false for one that cannot be relied on to reach
// whom it belongs to: no possible number, one that does not say its own country,
// or one with an extension.
func Dialled(raw string) (string, bool) {
	n := read(tidy(raw), regions{})
	if n.kind != full || n.ext != "" {
		return "", false
	}
	return n.e164(), true
}
