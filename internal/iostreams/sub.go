package iostreams

import "io"

// Sub returns streams for a command that is run inside another one: the same
// outputs, another input, which is no terminal.
func (s *IOStreams) Sub(in io.Reader) *IOStreams {
	c := *s
	c.In = in
	c.stdin = stream{}
	return &c
}
