using Parquet.Meta;

namespace NeuralNet.Gen;

/// <summary>
/// Checks of a Parquet file before its library reads it: that every length in the footer and in the headers of pages is one that the file can have. So no memory is taken for what is merely promised.
/// </summary>
internal static class ParquetStructure
{
    /// <summary>Deflate cannot compress better than this to 1. Others can, which pages of the usual size may use.</summary>
    private const int LargestRatio = 1032;

    /// <summary>Bytes that a page may always have: writers make pages of 1 MiB.</summary>
    private const int UsualPage = 4 << 20;

    /// <summary>Groups of columns inside each other, and columns of one.</summary>
    private const int MostDepth = 32, MostColumns = 1 << 20;

    private static ReadOnlySpan<byte> Magic => "PAR1"u8;

    /// <summary>Checks the ends of the file and its footer.</summary>
    /// <returns>Where the footer begins.</returns>
    public static int CheckFooter(string path, byte[] file)
    {
        if (file.Length < 12) throw new DataFormatException(path, -1, $"the file has {file.Length} bytes; a Parquet file has at least 12");
        if (file.AsSpan(file.Length - 4).SequenceEqual("PARE"u8)) throw new DataFormatException(path, file.Length - 4, "the file is encrypted, which is not read");
        if (!file.AsSpan(0, 4).SequenceEqual(Magic)) throw new DataFormatException(path, 0, "the file does not begin with 'PAR1', as a Parquet file does");
        if (!file.AsSpan(file.Length - 4).SequenceEqual(Magic)) throw new DataFormatException(path, file.Length - 4, "the file does not end with 'PAR1', as a Parquet file does: it is cut short or damaged");
        int length = ThriftReader.Int32(file, file.Length - 8), most = file.Length - 12;
        if (length < 1 || length > most) throw new DataFormatException(path, file.Length - 8, $"the footer should have {length} bytes; 1 to {most} are possible");
        int start = file.Length - 8 - length;
        var reader = new ThriftReader(path, file, start, file.Length - 8);
        reader.Walk("FileMetaData", Schema(reader));
        return start;
    }

    /// <summary>Checks the pages of a column of a row group.</summary>
    /// <param name="path">For messages.</param>
    /// <param name="file">The whole file.</param>
    /// <param name="footer">Where the footer begins.</param>
    /// <param name="column">The column's name.</param>
    /// <param name="chunk">What the footer says of the column in this row group.</param>
    /// <param name="rows">Rows of the group.</param>
    public static void CheckPages(string path, byte[] file, int footer, string column, ColumnMetaData chunk, int rows)
    {
        long start = chunk.DictionaryPageOffset is > 0 and long dictionary ? Math.Min(dictionary, chunk.DataPageOffset) : chunk.DataPageOffset;
        if (start < 4 || chunk.TotalCompressedSize < 1 || chunk.TotalCompressedSize > footer - start)
            throw new DataFormatException(path, -1, $"column '{column}': {chunk.TotalCompressedSize} bytes from {start} are no part of the file, whose pages lie from 4 to {footer}");
        if (chunk.NumValues != rows) throw new DataFormatException(path, -1, $"column '{column}': {chunk.NumValues} values in a group of {rows} rows");
        int at = (int)start, end = at + (int)chunk.TotalCompressedSize;
        long values = 0;
        while (values < rows || at < end)
        {
            if (at >= end) throw new DataFormatException(path, at, $"column '{column}': the pages end after {values} of {rows} values");
            var reader = new ThriftReader(path, file, at, end);
            Page page = Read(reader);
            at = reader.Position;
            if (page.Compressed < 0 || page.Compressed > end - at) throw new DataFormatException(path, at, $"column '{column}': a page of {page.Compressed} bytes is promised; {end - at} are there");
            long most = chunk.Codec == CompressionCodec.UNCOMPRESSED ? page.Compressed : Math.Max(UsualPage, (long)LargestRatio * page.Compressed);
            if (page.Uncompressed < 0 || page.Uncompressed > most) throw new DataFormatException(path, at, $"column '{column}': a page of {page.Compressed} bytes cannot hold {page.Uncompressed}; at most {most} are read");
            if (page.Values < 0 || page.Values > (page.IsDictionary ? page.Uncompressed : rows - values))
                throw new DataFormatException(path, at, $"column '{column}': {page.Values} values in a page; {(page.IsDictionary ? page.Uncompressed : rows - values)} are possible");
            if (!page.IsDictionary) values += page.Values;
            at += page.Compressed;
        }
    }

    /// <summary>Elements of the schema come in depth-first order, each with the number of its children.</summary>
    private static ThriftVisitor Schema(ThriftReader reader)
    {
        var open = new Stack<long>();
        long children = 0;
        return (shape, field, value) =>
        {
            if (shape != "SchemaElement") return;
            if (field == 5) children = value;
            if (field != 0) return;
            while (open.Count > 0 && open.Peek() == 0) open.Pop();
            if (open.Count > 0) open.Push(open.Pop() - 1);
            if (children is < 0 or > MostColumns) throw reader.Fault($"a group of the schema has {children} columns; at most {MostColumns} are read");
            if (children > 0) open.Push(children);
            if (open.Count > MostDepth) throw reader.Fault($"groups of columns lie inside each other more than {MostDepth} deep");
            children = 0;
        };
    }

    private readonly record struct Page(int Uncompressed, int Compressed, long Values, bool IsDictionary);

    private static Page Read(ThriftReader reader)
    {
        long uncompressed = -1, compressed = -1, values = 0;
        bool dictionary = false;
        reader.Walk("PageHeader", (shape, field, value) =>
        {
            switch (shape, field)
            {
                case ("PageHeader", 2):
                    uncompressed = value;
                    break;
                case ("PageHeader", 3):
                    compressed = value;
                    break;
                case ("DataPageHeader" or "DataPageHeaderV2" or "DictionaryPageHeader", 1):
                    (values, dictionary) = (value, shape == "DictionaryPageHeader");
                    break;
            }
        });
        if (uncompressed is < 0 or > int.MaxValue || compressed is < 0 or > int.MaxValue) throw reader.Fault($"a page has {compressed} bytes that become {uncompressed}");
        return new Page((int)uncompressed, (int)compressed, values, dictionary);
    }
}
