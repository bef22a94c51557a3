package match

import (
	"bufio"
	"bytes"
	"context"
	"errors"
	"io"
	"runtime"

	"github.com/spf13/cobra"

	"github.com/incodectl/incodectl/internal/claims"
	"github.com/incodectl/incodectl/internal/claims/pair"
	"github.com/incodectl/incodectl/internal/cmdutil"
	"github.com/incodectl/incodectl/internal/fault"
)

// maxPairLine bounds one line of a file of pairs, in bytes.
const maxPairLine = 1 << 20

// A batch is handed to a worker as a whole: small enough that the results of a
// slow producer do not wait long, large enough that handing over costs nothing.
const (
	batchLines = 64
	batchBytes = 256 << 10
)

// namedBadLines is how many unusable lines are named on stderr.
const namedBadLines = 20

// pairsOptions are the flags of every command that reads pairs.
type pairsOptions struct {
	f       *cmdutil.Factory
	pairs   string
	jobs    int
	country string
}

func (o *pairsOptions) flags(cmd *cobra.Command) {
	cmd.Flags().StringVar(&o.pairs, "pairs", "", "`file` with one pair of claims a line (JSON lines); - is standard input")
	cmd.Flags().IntVar(&o.jobs, "jobs", 0, "how many pairs to compare at once (`n`; 0 means one for each processor)")
	cmd.Flags().StringVar(&o.country, "default-country", "", "`country` of addresses and phone numbers that name none, for example US")
	_ = cmd.MarkFlagRequired("pairs")
	_ = cmd.MarkFlagFilename("pairs", "jsonl", "ndjson", "json")
}

// check refuses flags that cannot be right.
func (o *pairsOptions) check() error {
	if o.jobs < 0 {
		return fault.New(fault.Usage, "--jobs %d: want a positive number, or 0 for one for each processor", o.jobs)
	}
	if o.country == "" {
		return nil
	}
	code := claims.Country(o.country)
	if code == "" {
		return fault.New(fault.Usage, "--default-country %q is no country", o.country).
			WithHint("it takes a two-letter code such as US or DE")
	}
	o.country = code
	return nil
}

// workers is how many pairs are compared at once.
func (o *pairsOptions) workers() int {
	if o.jobs > 0 {
		return o.jobs
	}
	return runtime.GOMAXPROCS(0)
}

// pairLine is one line of input.
type pairLine struct {
	number int // from 1
	text   []byte
	err    error // why it cannot be looked at, nil otherwise
}

var errLineTooLong = errors.New("longer than 1 MiB")

// read takes the line apart.
func (l pairLine) read() (pair.Line, error) {
	if l.err != nil {
		return pair.Line{}, l.err
	}
	return pair.ReadLine(l.text)
}

// eachPair calls work for every line that is not blank, several at once, and
// emit with the results in the order of the lines.
func eachPair[T any](ctx context.Context, in io.Reader, workers int, work func(pairLine) T, emit func([]T) error) error {
	return inOrder(ctx, workers, newLineReader(in).batch, work, emit)
}

// lineReader reads lines in batches.
type lineReader struct {
	r      *bufio.Reader
	number int
}

func newLineReader(r io.Reader) *lineReader {
	return &lineReader{r: bufio.NewReaderSize(r, 64<<10)}
}

// batch reads lines until there are enough, or until the next would have to be
// waited for: whoever types or streams pairs sees each answer at once. The error
// is io.EOF after the last batch.
func (l *lineReader) batch() ([]pairLine, error) {
	var lines []pairLine
	for size := 0; len(lines) < batchLines && size < batchBytes; {
		line, err := l.line()
		if len(bytes.TrimSpace(line.text)) > 0 || line.err != nil {
			lines = append(lines, line)
			size += len(line.text)
		}
		if err != nil {
			return lines, err
		}
		if len(lines) > 0 && l.r.Buffered() == 0 {
			break
		}
	}
	return lines, nil
}

// line reads one line. What is too long is passed over, and the line says so.
func (l *lineReader) line() (pairLine, error) {
	l.number++
	line := pairLine{number: l.number}
	for {
		part, err := l.r.ReadSlice('\n')
		if len(line.text)+len(part) > maxPairLine {
			line.text, line.err = nil, errLineTooLong
		}
		if line.err == nil {
			line.text = append(line.text, part...)
		}
		if !errors.Is(err, bufio.ErrBufferFull) {
			if l.number == 1 {
				line.text = bytes.TrimPrefix(line.text, []byte("\ufeff")) // a byte order mark
			}
			return line, err
		}
	}
}
