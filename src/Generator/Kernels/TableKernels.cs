using NeuralNet.Gen.Generator.Emission;
using NeuralNet.Gen.Generator.Model;

namespace NeuralNet.Gen.Generator.Kernels;

/// <summary>Rows of a table by number: an embedding.</summary>
internal sealed record GatherKernel(int PerSample, int Width) : RuntimeKernel
{
    public override string MethodName => "Table.Gather";

    public override Split Split => Split.Samples;

    public override long Cost => (long)PerSample * Width;

    public override bool ReadsScalars(int index) => index == 1;

    public override string Call(CallSite site)
    {
        string scale = PerSample == 1 ? "" : " * " + Literals.Int(PerSample);
        return $"Table.Gather({site.Reads[0]}, {site.Reads[1]}, {site.Writes[0]}, {site.From}{scale}, {site.To}{scale}, {Literals.Int(Width)});";
    }
}

/// <summary>The gradient of a table: rows are added at their numbers in ascending order of the samples; workers own rows of the table.</summary>
internal sealed record ScatterAddKernel(int PerSample, int Rows, int Width) : RuntimeKernel
{
    /// <summary>Whether it can be told to go on from the sums that are stored already.</summary>
    public bool Resumes { get; init; }

    public override Kernel? Resuming => this with { Resumes = true };

    public override string MethodName => "Table.ScatterAdd";

    public override Split Split => Split.Outputs;

    public override int OutputParts => Rows;

    public override long Cost => (long)PerSample * Width;

    public override bool ReadsScalars(int index) => index == 1;

    public override string Call(CallSite site)
        => $"Table.ScatterAdd({site.Reads[0]}, {site.Reads[1]}, {site.Writes[0]}, {CallSite.Times(site.Samples, PerSample)}, {Literals.Int(Width)}, {site.From}, {site.To}{(Resumes ? ", " + site.Resumes : "")});";
}

/// <summary>
/// The same at the rows of a batch alone, which were zeroed before. Workers own rows of the table. A table that is looked up several times takes all of a sample's rows before the next sample's.
/// </summary>
/// <param name="PerSample">Lookups of each pair of rows and numbers.</param>
internal sealed record SparseScatterAddKernel(EquatableArray<int> PerSample, int Rows, int Width) : RuntimeKernel
{
    // It adds to what is there in any case.
    public override Kernel? Resuming => this;

    public override string MethodName => "Table.ScatterAdd";

    public override Split Split => Split.Outputs;

    public override int OutputParts => Rows;

    public override long Cost => PerSample.Sum(lookups => (long)lookups * Width);

    public override bool ReadsScalars(int index) => index % 2 == 1;

    public override string Call(CallSite site)
    {
        if (PerSample.Count == 1) return Add(site.Reads[0], site.Reads[1], CallSite.Times(site.Samples, PerSample[0]));
        IEnumerable<string> adds = PerSample.Select((lookups, i) => Add(At(site.Reads[2 * i], (long)lookups * Width), At(site.Reads[(2 * i) + 1], lookups), Literals.Int(lookups)));
        return $"for (nint sample = 0; sample < {site.Samples}; sample++) {{ {string.Join(" ", adds)} }}";

        string Add(string rows, string numbers, string count)
            => $"Table.ScatterAdd({rows}, {numbers}, {site.Writes[0]}, {count}, {Literals.Int(Width)}, {site.From}, {site.To}, true);";

        static string At(string pointer, long distance) => $"{pointer} + {CallSite.Times("sample", distance)}";
    }
}
