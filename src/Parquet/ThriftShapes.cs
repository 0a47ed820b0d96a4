using System.Collections.Frozen;

namespace NeuralNet.Gen;

/// <summary>
/// The structures of Parquet's footer and page headers: which field has which type. A library reads a known field as what it should be, whatever type is written before it, so a field of another type would send it astray.
/// </summary>
internal static class ThriftShapes
{
    // Types by name: a whole number, a truth value, a byte, a double, bytes, a list ("[" and the type of its elements), or a structure of this table.
    private static readonly FrozenDictionary<string, FrozenDictionary<int, string>> s_shapes = Parse(
        """
        FileMetaData 1:int 2:[SchemaElement 3:int 4:[RowGroup 5:[KeyValue 6:bytes 7:[ColumnOrder
        SchemaElement 1:int 2:int 3:int 4:bytes 5:int 6:int 7:int 8:int 9:int 10:LogicalType
        LogicalType 1:Empty 2:Empty 3:Empty 4:Empty 5:Decimal 6:Empty 7:Time 8:Time 10:Integer 11:Empty 12:Empty 13:Empty 14:Empty 15:Empty 16:Variant 17:Geography 18:Geography
        Decimal 1:int 2:int
        Time 1:bool 2:TimeUnit
        TimeUnit 1:Empty 2:Empty 3:Empty
        Integer 1:byte 2:bool
        Variant 1:byte
        Geography 1:bytes 2:int
        Empty
        RowGroup 1:[ColumnChunk 2:int 3:int 4:[SortingColumn 5:int 6:int 7:int
        SortingColumn 1:int 2:bool 3:bool
        ColumnOrder 1:Empty
        KeyValue 1:bytes 2:bytes
        ColumnChunk 1:bytes 2:int 3:ColumnMetaData 4:int 5:int 6:int 7:int
        ColumnMetaData 1:int 2:[int 3:[bytes 4:int 5:int 6:int 7:int 8:[KeyValue 9:int 10:int 11:int 12:Statistics 13:[PageEncodingStats 14:int 15:int 16:SizeStatistics 17:GeospatialStatistics
        Statistics 1:bytes 2:bytes 3:int 4:int 5:bytes 6:bytes 7:bool 8:bool
        PageEncodingStats 1:int 2:int 3:int
        SizeStatistics 1:int 2:[int 3:[int
        GeospatialStatistics 1:BoundingBox 2:[int
        BoundingBox 1:double 2:double 3:double 4:double 5:double 6:double 7:double 8:double
        PageHeader 1:int 2:int 3:int 4:int 5:DataPageHeader 6:Empty 7:DictionaryPageHeader 8:DataPageHeaderV2
        DataPageHeader 1:int 2:int 3:int 4:int 5:Statistics
        DictionaryPageHeader 1:int 2:int 3:bool
        DataPageHeaderV2 1:int 2:int 3:int 4:int 5:int 6:int 7:bool 8:Statistics
        """);

    /// <summary>The type of a field; <c>null</c> for one that Parquet does not have.</summary>
    public static string? TypeOf(string shape, int field) => s_shapes[shape].TryGetValue(field, out string? type) ? type : null;

    private static FrozenDictionary<string, FrozenDictionary<int, string>> Parse(string table)
        => table.Split('\n').Select(line => line.Trim().Split(' ')).ToFrozenDictionary(
            words => words[0],
            words => words.Skip(1).Select(field => field.Split(':')).ToFrozenDictionary(field => int.Parse(field[0], System.Globalization.CultureInfo.InvariantCulture), field => field[1]));
}
