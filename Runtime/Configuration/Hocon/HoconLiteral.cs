namespace Akka.Configuration.Hocon;

/// <summary>A piece of text: quoted, unquoted, or the blanks between two pieces of one concatenation.</summary>
public class HoconLiteral : IHoconElement
{
    /// <summary>The text, escapes already replaced.</summary>
    public string? Value { get; set; }

    /// <summary>Where the text starts, "(line,column)"; empty for text that was not parsed.</summary>
    internal string Position { get; init; } = "";

    /// <summary>Whether this is only what separates two other elements of a concatenation.</summary>
    internal bool IsBlank { get; init; }

    /// <inheritdoc/>
    public bool IsString() => true;

    /// <inheritdoc/>
    public string? GetString() => Value;

    /// <inheritdoc/>
    public bool IsArray() => false;

    /// <inheritdoc/>
    public IList<HoconValue> GetArray() => throw new NotSupportedException("A HOCON literal is not a list");

    /// <inheritdoc/>
    public override string ToString() => Value ?? "";
}
