namespace Akka.Configuration.Hocon;

/// <summary>
/// A reference to another value of the same text, <c>${a.b}</c>, or of the environment; <c>${?a.b}</c> if it may be missing.
/// </summary>
public class HoconSubstitution : IHoconElement, IMightBeAHoconObject
{
    /// <summary>A reference to <paramref name="path"/>.</summary>
    public HoconSubstitution(string path) => Path = path;

    /// <summary>The dotted path that the reference names.</summary>
    public string Path { get; set; }

    /// <summary>What the path stands for; null until the whole text is parsed.</summary>
    public HoconValue? ResolvedValue { get; set; }

    internal bool IsOptional { get; init; }

    internal string Position { get; init; } = "";

    /// <inheritdoc/>
    public bool IsString() => ResolvedValue?.IsString() == true;

    /// <inheritdoc/>
    public string? GetString() => ResolvedValue?.GetString();

    /// <inheritdoc/>
    public bool IsArray() => ResolvedValue?.IsArray() == true;

    /// <inheritdoc/>
    public IList<HoconValue> GetArray() => ResolvedValue?.GetArray() ?? [];

    /// <inheritdoc/>
    public bool IsObject() => ResolvedValue?.IsObject() == true;

    /// <inheritdoc/>
    public HoconObject? GetObject() => ResolvedValue?.GetObject();
}
