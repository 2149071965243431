namespace Akka.Configuration.Hocon;

/// <summary>A list of values: <c>[1, 2]</c>.</summary>
#pragma warning disable CA1002, CA1710 // Akka.NET's own base class and name
public class HoconArray : List<HoconValue>, IHoconElement
#pragma warning restore CA1002, CA1710
{
    /// <inheritdoc/>
    public bool IsString() => false;

    /// <inheritdoc/>
    public string? GetString() => throw new NotSupportedException("A HOCON list is not text");

    /// <inheritdoc/>
    public bool IsArray() => true;

    /// <inheritdoc/>
    public IList<HoconValue> GetArray() => this;

    /// <inheritdoc/>
    public override string ToString() => HoconWriter.Write(this);
}
