using Spectre.Console;

namespace NeuralNet.Gen;

/// <summary>The epochs of a run: a row for each.</summary>
internal sealed class EpochTable(FitContext context)
{
    private readonly EpochColumns _columns = new(context);
    private readonly List<string[]> _rows = [];

    public int Count => _rows.Count;

    public void Add(EpochReport report) => _rows.Add(_columns.Row(report));

    /// <summary>The last rows, as many as there is room for.</summary>
    public Table ToTable(int most, bool unicode)
    {
        var table = new Table { Border = unicode ? TableBorder.Rounded : TableBorder.Ascii };
        foreach (string column in _columns.Names) table.AddColumn(Markup.Escape(DisplayText.Clean(column)), c => c.RightAligned());
        foreach (string[] row in _rows.Skip(Math.Max(0, _rows.Count - most))) table.AddRow([.. row.Select(Markup.Escape)]);
        return table;
    }
}
