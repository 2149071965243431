namespace Akka.Configuration.Hocon;

/// <summary>Keys and values in the order in which they were first written.</summary>
public class HoconObject : IHoconElement
{
    /// <summary>The members; the key of a dotted path is split, so <c>a.b = 1</c> is member <c>a</c> holding an object.</summary>
    public Dictionary<string, HoconValue> Items { get; } = new(StringComparer.Ordinal);

    /// <summary>The members with nested objects as dictionaries and everything else as <see cref="HoconValue"/>.</summary>
    public IDictionary<string, object?> Unwrapped =>
        Items.ToDictionary(item => item.Key, item => item.Value.GetObject() is { } nested ? nested.Unwrapped : (object?)item.Value);

    /// <inheritdoc/>
    public bool IsString() => false;

    /// <inheritdoc/>
    public string? GetString() => throw new NotSupportedException("A HOCON object is not text");

    /// <inheritdoc/>
    public bool IsArray() => false;

    /// <inheritdoc/>
    public IList<HoconValue> GetArray() => throw new NotSupportedException("A HOCON object is not a list");

    /// <summary>The value of a key, or null.</summary>
    public HoconValue? GetKey(string key) => Items.GetValueOrDefault(key);

    /// <summary>The value of a key; an empty one is added if there is none.</summary>
    public HoconValue GetOrCreateKey(string key)
    {
        if (!Items.TryGetValue(key, out var value))
            Items.Add(key, value = new HoconValue());
        return value;
    }

    /// <summary>Takes over the members of <paramref name="other"/>: objects are merged key by key, anything else is replaced.</summary>
    public void Merge(HoconObject other)
    {
        ArgumentNullException.ThrowIfNull(other);
        foreach (var (key, value) in other.Items)
            Items[key] = Merged(Items.GetValueOrDefault(key), value);
    }

    /// <summary>A new object with the members of both; <paramref name="other"/> wins. Neither of the two changes.</summary>
    internal HoconObject MergeImmutable(HoconObject other)
    {
        var merged = new HoconObject();
        foreach (var (key, value) in Items)
            merged.Items.Add(key, value);
        merged.Merge(other);
        return merged;
    }

    private static HoconValue Merged(HoconValue? lower, HoconValue upper) =>
        lower?.GetObject() is { } lowerObject && upper.GetObject() is { } upperObject
            ? new HoconValue([lowerObject.MergeImmutable(upperObject)])
            : upper;

    /// <inheritdoc/>
    public override string ToString() => HoconWriter.Write(this);
}
