using System.Runtime.InteropServices;
using Compare.Blas;

namespace Compare.Products;

/// <summary>
/// The operands of a product twice: where the emitted kernel has them, and for BLAS as plain row-major matrices one after another, plain and transposed. Native memory on
/// register boundaries.
/// </summary>
internal sealed unsafe class ProductMemory : IDisposable
{
    /// <summary>Vectors may read a little past a buffer.</summary>
    private const int Slack = 64;

    private readonly EmittedProduct _product;
    private readonly List<nint> _blocks = [];
    private readonly float* _a, _b, _c, _plainA, _plainB, _turnedA, _turnedB, _blasC;

    public ProductMemory(EmittedProduct product, int seed)
    {
        _product = product;
        int m = product.M, n = product.N, k = product.K, count = product.Count;
        _plainA = Allocate(count * m * k);
        _turnedA = Allocate(count * m * k);
        _plainB = Allocate(count * k * n);
        _turnedB = Allocate(count * k * n);
        _blasC = Allocate(count * m * n);
        _a = Allocate(product.A(count - 1, m - 1, k - 1) + 1);
        _b = Allocate(product.B(count - 1, k - 1, n - 1) + 1);
        _c = Allocate(product.C(count - 1, m - 1, n - 1) + 1);
        var random = new Random(seed);
        for (int p = 0; p < count; p++)
        {
            for (int i = 0; i < m; i++)
                for (int j = 0; j < k; j++) _a[product.A(p, i, j)] = _plainA[(((p * m) + i) * k) + j] = _turnedA[(((p * k) + j) * m) + i] = product.IsZero(i, j) ? 0 : random.NextSingle() - 0.5f;
            for (int i = 0; i < k; i++)
                for (int j = 0; j < n; j++) _b[product.B(p, i, j)] = _plainB[(((p * k) + i) * n) + j] = _turnedB[(((p * n) + j) * k) + i] = random.NextSingle() - 0.5f;
        }
    }

    /// <summary>The emitted kernel over all products.</summary>
    public void RunOurs(ProductCall call) => call(_a, _b, _c, _product.Batch, _product.Stride);

    /// <summary>All products in BLAS.</summary>
    /// <param name="library">Which one.</param>
    /// <param name="turnsA">Whether a is given transposed.</param>
    /// <param name="turnsB">Whether b is given transposed.</param>
    public void RunBlas(BlasLibrary library, bool turnsA, bool turnsB)
    {
        int m = _product.M, n = _product.N, k = _product.K;
        for (int p = 0; p < _product.Count; p++)
        {
            library.Multiply(
                turnsA, turnsB, m, n, k,
                (turnsA ? _turnedA : _plainA) + ((long)p * m * k), turnsA ? m : k,
                (turnsB ? _turnedB : _plainB) + ((long)p * k * n), turnsB ? k : n,
                _blasC + ((long)p * m * n), n);
        }
    }

    /// <summary>The largest difference between what both sides have computed.</summary>
    public double LargestDifference()
    {
        double largest = 0;
        for (int p = 0; p < _product.Count; p++)
        {
            for (int i = 0; i < _product.M; i++)
            {
                for (int j = 0; j < _product.N; j++)
                {
                    if (!_product.IsRead(i, j)) continue;
                    largest = Math.Max(largest, Math.Abs(_c[_product.C(p, i, j)] - (double)_blasC[(((p * _product.M) + i) * _product.N) + j]));
                }
            }
        }

        return largest;
    }

    public void Dispose()
    {
        foreach (nint block in _blocks) NativeMemory.AlignedFree((void*)block);
        _blocks.Clear();
    }

    private float* Allocate(int count)
    {
        nuint bytes = (nuint)(count + Slack) * sizeof(float);
        void* block = NativeMemory.AlignedAlloc(bytes, 64);
        NativeMemory.Clear(block, bytes);
        _blocks.Add((nint)block);
        return (float*)block;
    }
}
