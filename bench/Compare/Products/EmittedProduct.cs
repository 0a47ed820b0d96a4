using NeuralNet.Gen.Generator.Kernels;
using NeuralNet.Gen.Generator.Ops;

namespace Compare.Products;

/// <summary>
/// A matrix product that the generator emits for a workload, without its epilogue, at the workload's batch size: <see cref="Count"/> times c[m, n] = a[m, k]·b[k, n],
/// and where the kernel has its operands.
/// </summary>
/// <param name="Kernel">Without an epilogue.</param>
/// <param name="Batch">Samples.</param>
/// <param name="Stride">Samples between rows of what lies with the batch as columns.</param>
internal abstract record EmittedProduct(Kernel Kernel, int Batch, int Stride)
{
    public abstract int M { get; }

    public abstract int N { get; }

    public abstract int K { get; }

    /// <summary>Products of one call: one for each sample and head, or one.</summary>
    public abstract int Count { get; }

    /// <summary>Floating-point operations of one call; a multiply-add counts 2.</summary>
    public long Flops => 2L * Count * M * N * K;

    /// <summary>Where the kernel reads a(row, k) of a product.</summary>
    public abstract int A(int product, int row, int k);

    /// <summary>Where the kernel reads b(k, column) of a product.</summary>
    public abstract int B(int product, int k, int column);

    /// <summary>Where the kernel writes c(row, column) of a product.</summary>
    public abstract int C(int product, int row, int column);

    /// <summary>Whether the kernel has a with its columns one after another, as a library calls transposed.</summary>
    public abstract bool HasATurned { get; }

    /// <summary>The same of b.</summary>
    public abstract bool HasBTurned { get; }

    /// <summary>Whether a(row, k) is 0 by the kernel's contract, which leaves such terms out.</summary>
    public virtual bool IsZero(int row, int k) => false;

    /// <summary>Whether anything reads c(row, column): the kernel may leave out what nothing does.</summary>
    public virtual bool IsRead(int row, int column) => true;

    /// <summary>The statement that runs the kernel over the whole batch, with pointers a, b and c.</summary>
    public string Call
    {
        get
        {
            string to = Kernel.Split switch { Split.Samples => "batch", Split.Outputs => Kernel.OutputParts.ToString(System.Globalization.CultureInfo.InvariantCulture), _ => "1" };
            return Kernel.Call(new CallSite(["a", "b"], ["c"], "0", to, "batch", "stride"));
        }
    }

    /// <summary>The products of a kernel; none where it is no product of matrices.</summary>
    public static EmittedProduct? Of(Kernel kernel, int batch, int stride) => kernel switch
    {
        // Where nothing lies with the batch as columns the stride plays no part, and programs that differ in it have the same product.
        MatMulKernel product => new RowProduct(product with { Epilogue = null }, batch, product.N.IsBatched ? stride : 0),
        BatchMatMulKernel product => new HeadProduct(product, batch, 0),
        SequenceKernel recurrence => new RowProduct(recurrence.Product, batch, 0),
        _ => null,
    };
}

/// <summary>One product over all samples.</summary>
internal sealed record RowProduct(MatMulKernel Product, int Batch, int Stride) : EmittedProduct(Product, Batch, Stride)
{
    public override int M => Extent(Product.M);

    public override int N => Extent(Product.N);

    public override int K => Extent(Product.K);

    public override int Count => 1;

    public override bool HasATurned => Product.TransposeA;

    public override bool HasBTurned => false;

    public override int A(int product, int row, int k) => Product.TransposeA ? (k * M) + row : (row * K) + k;

    public override int B(int product, int k, int column) => (k * Width) + column;

    public override int C(int product, int row, int column) => (row * Width) + column;

    // With the batch as columns rows have the arena's stride.
    private int Width => Product.N.IsBatched ? Product.N.Count * Stride : N;

    private int Extent(Extent extent) => extent.IsBatched ? extent.Count * Batch : extent.Count;
}

/// <summary>One product for each sample and each place of the leading dimensions, such as heads.</summary>
internal sealed record HeadProduct(BatchMatMulKernel Product, int Batch, int Stride) : EmittedProduct(Product, Batch, Stride)
{
    public override int M => Product.M;

    public override int N => Product.N;

    public override int K => Product.K;

    public override int Count => (Product.IsBatched ? Batch : 1) * Product.Leads.Aggregate(1, (all, lead) => all * lead);

    public override bool HasATurned => Product.A.Row == 1 && K > 1;

    public override bool HasBTurned => Product.B.Row == 1 && N > 1;

    public override int A(int product, int row, int k) => Place(Product.A, product, row, k);

    public override int B(int product, int k, int column) => Place(Product.B, product, k, column);

    public override int C(int product, int row, int column) => Place(Product.C, product, row, column);

    public override bool IsZero(int row, int k) => Product.Triangle switch { Triangle.First => k > row, Triangle.FirstUpper => k < row, _ => false };

    public override bool IsRead(int row, int column) => Product.Triangle != Triangle.Result || column <= row;

    private int Place(MatrixStrides strides, int product, int row, int column)
    {
        int place = (row * strides.Row) + (column * strides.Column);
        for (int lead = Product.Leads.Count - 1; lead >= 0; lead--)
        {
            place += product % Product.Leads[lead] * strides.Leads[lead];
            product /= Product.Leads[lead];
        }

        return place + (product * strides.Sample);
    }
}
