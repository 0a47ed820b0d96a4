namespace NeuralNet.Gen;

/// <summary>
/// A thread that reads batches ahead into a ring. The ring's batches are allocated once: the consumer holds at most one, and the thread fills the others in order.
/// </summary>
internal sealed class Prefetcher : IDisposable
{
    private readonly object _gate = new();
    private readonly BatchReader _reader;
    private readonly LoadedBatch[] _ring;
    private readonly Thread _thread;

    // All under the gate. Batches lie in the ring from _head on: first the one that is held, if any, then those that are ready.
    private int _head, _ready, _epoch, _next, _end;
    private bool _held, _stopped;
    private uint _generation;
    private Exception? _fault;

    public Prefetcher(BatchReader reader, int ahead)
    {
        _reader = reader;
        _ring = new LoadedBatch[ahead + 1];
        for (int i = 0; i < _ring.Length; i++) _ring[i] = reader.Allocate();
        _thread = new Thread(Produce) { IsBackground = true, Name = "NeuralNet.Gen data loader" };
        _thread.Start();
    }

    /// <summary>Forgets what was read ahead and goes on from a batch.</summary>
    public void Start(int epoch, int firstBatch, int end)
    {
        lock (_gate)
        {
            _generation++;
            (_epoch, _next, _end) = (epoch, firstBatch, end);
            (_head, _ready, _held, _fault) = (0, 0, false, null);
            Monitor.PulseAll(_gate);
        }
    }

    /// <summary>Gives back the batch that was held and waits for the next. The caller knows that there is one.</summary>
    /// <exception cref="DataLoaderException">It could not be read. The batches before it were handed out.</exception>
    public LoadedBatch Take()
    {
        lock (_gate)
        {
            if (_held)
            {
                _head = (_head + 1) % _ring.Length;
                _held = false;
                Monitor.PulseAll(_gate);
            }

            while (_ready == 0 && _fault is null) Monitor.Wait(_gate);
            if (_ready == 0)
            {
                // The next call tries the same batch again, as it would without a thread.
                Exception fault = _fault!;
                _fault = null;
                Monitor.PulseAll(_gate);
                throw fault;
            }

            _ready--;
            _held = true;
            return _ring[_head];
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _stopped = true;
            Monitor.PulseAll(_gate);
        }

        _thread.Join();
    }

    private void Produce()
    {
        while (true)
        {
            LoadedBatch target;
            int epoch, batch;
            uint generation;
            lock (_gate)
            {
                while (!_stopped && !(_next < _end && _fault is null && Occupied < _ring.Length)) Monitor.Wait(_gate);
                if (_stopped) return;
                (epoch, batch, generation) = (_epoch, _next, _generation);
                target = _ring[(_head + Occupied) % _ring.Length];
            }

            Exception? fault = null;
            try
            {
                _reader.Read(epoch, batch, target);
            }
            catch (Exception exception)
            {
                fault = exception;
            }

            lock (_gate)
            {
                // A start since then wants other batches; this one was never seen.
                if (generation != _generation) continue;
                if (fault is null)
                {
                    _ready++;
                    _next++;
                }

                _fault = fault;
                Monitor.PulseAll(_gate);
            }
        }
    }

    private int Occupied => _ready + (_held ? 1 : 0);
}
