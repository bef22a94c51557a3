package match

import (
	"context"
	"errors"
	"io"
)

// inOrder calls work for everything that next returns, several at once, and
// emit with the results in the order of the input, batch by batch as next
// returned it; the error of the last batch is io.EOF. It holds no more than a
// few batches for each worker, however long the input is, and stops at the first
// error of emit or of reading, and when ctx is done.
func inOrder[In, Out any](ctx context.Context, workers int, next func() ([]In, error), work func(In) Out, emit func([]Out) error) error {
	type batch struct {
		in  []In
		out chan []Out // buffered: a worker never waits for the writer
	}
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	todo, order := make(chan batch, workers), make(chan batch, 2*workers)
	var readErr error // written before order is closed, read after it
	go func() {
		defer close(order)
		defer close(todo)
		for {
			in, err := next()
			if len(in) > 0 {
				b := batch{in: in, out: make(chan []Out, 1)}
				if !send(ctx, order, b) || !send(ctx, todo, b) {
					return
				}
			}
			if err != nil {
				if !errors.Is(err, io.EOF) {
					readErr = err
				}
				return
			}
		}
	}()
	for range workers {
		go func() {
			for b := range todo {
				out := make([]Out, 0, len(b.in))
				for _, x := range b.in {
					if ctx.Err() != nil {
						return
					}
					out = append(out, work(x))
				}
				b.out <- out
			}
		}()
	}
	for {
		b, ok, err := receive(ctx, order)
		if err != nil {
			return err
		}
		if !ok {
			return readErr
		}
		out, _, err := receive(ctx, b.out)
		if err != nil {
			return err
		}
		if err := emit(out); err != nil {
			return err
		}
	}
}

// send reports whether v was sent before ctx was done.
func send[T any](ctx context.Context, to chan<- T, v T) bool {
	select {
	case to <- v:
		return true
	case <-ctx.Done():
		return false
	}
}

// receive waits for a value, the end of the channel (false) or the end of ctx.
func receive[T any](ctx context.Context, from <-chan T) (v T, ok bool, err error) {
	select {
	case v, ok = <-from:
		return v, ok, nil
	case <-ctx.Done():
		return v, false, ctx.Err()
	}
}
