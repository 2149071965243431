using System.Diagnostics.CodeAnalysis;
using Akka.Configuration.Hocon;

namespace Akka.Configuration;

/// <summary>
/// Settings addressed by dotted paths: <c>config.GetInt("akka.actor.default-dispatcher.throughput")</c>. A key with a dot in it is
/// quoted: <c>a."b.c"</c>. Immutable; the text, its fallback, the fallback's fallback are kept as layers and merged only when asked for.
/// </summary>
public class Config
{
    /// <summary>A configuration without settings.</summary>
    public static readonly Config Empty = new();

    private readonly HoconValue[] _layers;
    private HoconValue? _merged;

    /// <summary>A configuration without settings.</summary>
    public Config() => _layers = [];

    /// <summary>The settings of a parsed text.</summary>
    public Config(HoconRoot root)
    {
        ArgumentNullException.ThrowIfNull(root);
        _layers = root.Value.IsEmpty ? [] : [root.Value];
    }

    /// <summary>The settings of <paramref name="source"/> and, where it has none, those of <paramref name="fallback"/>.</summary>
    public Config(Config source, Config? fallback)
    {
        ArgumentNullException.ThrowIfNull(source);
        _layers = fallback is null
            ? source._layers
            : [.. source._layers.Union(fallback._layers, ReferenceEqualityComparer.Instance).Cast<HoconValue>()];
        Fallback = fallback ?? source.Fallback;
        OwnLayers = source.OwnLayers;
    }

    private Config(HoconValue[] layers) => _layers = layers;

    /// <summary>The configuration that was given as a fallback, or null.</summary>
    public Config? Fallback { get; }

    /// <summary>Whether there are no settings, neither here nor in a fallback.</summary>
    public virtual bool IsEmpty => Array.TrueForAll(_layers, static layer => layer.IsEmpty);

    /// <summary>The outermost object, fallbacks merged in.</summary>
    public virtual HoconValue Root => _merged ??= Merge(_layers);

    private int OwnLayers { get; } = 1;

    /// <summary>
    /// This configuration with <paramref name="fallback"/> for what it does not set. Objects are merged key by key, lists replace lists.
    /// </summary>
    /// <returns>A new configuration, or one of the two if the other adds nothing.</returns>
    /// <exception cref="ArgumentException">The fallback is this configuration.</exception>
    public virtual Config WithFallback(Config? fallback)
    {
        if (ReferenceEquals(fallback, this))
            throw new ArgumentException("Config can not have itself as fallback", nameof(fallback));
        if (fallback is null || fallback.IsEmpty)
            return this;
        return IsEmpty ? fallback : new Config(this, fallback);
    }

    /// <summary>Whether there is a value at the path.</summary>
    public virtual bool HasPath(string path) => Find(path) is not null;

    /// <summary>The value at the path, fallbacks merged in if it is an object; null if there is none.</summary>
    public HoconValue? GetValue(string path)
    {
        var found = FindAll(path);
        return found.Length == 0 ? null : found.Length == 1 ? found[0] : Merge(found);
    }

    /// <summary>The object at the path as a configuration of its own, with the fallbacks' objects at that path as its fallbacks.</summary>
    /// <returns>Null if there is no value at the path.</returns>
    public virtual Config? GetConfig(string path)
    {
        var found = FindAll(path);
        return found.Length == 0 ? null : new Config(found);
    }

    /// <summary>The text at the path.</summary>
    /// <returns>The default if there is no value; null if the value is the word null or no text.</returns>
    [return: NotNullIfNotNull(nameof(@default))]
    public virtual string? GetString(string path, string? @default = null) => Find(path) is { } value ? value.GetString()! : @default;

    /// <summary>The truth value at the path: on, true, yes; off, false, no.</summary>
    /// <exception cref="NotSupportedException">Another text.</exception>
    public virtual bool GetBoolean(string path, bool @default = false)
    {
        try
        {
            return Find(path)?.GetBoolean() ?? @default;
        }
        catch (NotSupportedException error)
        {
            throw new NotSupportedException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>The integer at the path.</summary>
    /// <exception cref="FormatException">The value is none, or too large.</exception>
    public virtual int GetInt(string path, int @default = 0) => Read(path, @default, static value => value.GetInt());

    /// <summary>The integer at the path.</summary>
    /// <exception cref="FormatException">The value is none, or too large.</exception>
    public virtual long GetLong(string path, long @default = 0) => Read(path, @default, static value => value.GetLong());

    /// <summary>The number at the path.</summary>
    /// <exception cref="FormatException">The value is none.</exception>
    public virtual float GetFloat(string path, float @default = 0) => Read(path, @default, static value => value.GetFloat());

    /// <summary>The number at the path.</summary>
    /// <exception cref="FormatException">The value is none.</exception>
    public virtual double GetDouble(string path, double @default = 0) => Read(path, @default, static value => value.GetDouble());

    /// <summary>The decimal number at the path.</summary>
    /// <exception cref="FormatException">The value is none.</exception>
    public virtual decimal GetDecimal(string path, decimal @default = 0) => Read(path, @default, static value => value.GetDecimal());

    /// <summary>The number of bytes at the path: "2k" is 2048, "2kB" is 2000. Null if there is none.</summary>
    /// <exception cref="FormatException">The value is no number of bytes.</exception>
    public virtual long? GetByteSize(string path) => GetByteSize(path, null);

    /// <summary>The number of bytes at the path: "2k" is 2048, "2kB" is 2000.</summary>
    /// <exception cref="FormatException">The value is no number of bytes.</exception>
    public virtual long? GetByteSize(string path, long? def = null) => Read(path, def, static value => value.GetByteSize());

    /// <summary>
    /// The duration at the path: "10ms", "5 seconds", "infinite"; milliseconds without a unit. Zero if neither it nor a default is there.
    /// </summary>
    /// <exception cref="FormatException">The value is no duration, or infinite where that is not allowed.</exception>
    public virtual TimeSpan GetTimeSpan(string path, TimeSpan? @default = null, bool allowInfinite = true) => Read(
        path,
        @default.GetValueOrDefault(),
        allowInfinite ? static value => value.GetTimeSpan() : static value => value.GetTimeSpan(allowInfinite: false));

    /// <summary>The texts of the list at the path; empty if there is none.</summary>
    public virtual IList<string> GetStringList(string path) => GetStringList(path, []);

    /// <summary>The texts of the list at the path.</summary>
    public virtual IList<string> GetStringList(string path, string[] defaultPaths) => Find(path)?.GetStringList() ?? defaultPaths;

    /// <summary>The truth values of the list at the path; empty if there is none.</summary>
    public virtual IList<bool> GetBooleanList(string path) => Find(path)?.GetBooleanList() ?? [];

    /// <summary>The bytes of the list at the path; empty if there is none.</summary>
    public virtual IList<byte> GetByteList(string path) => Read<IList<byte>>(path, [], static value => value.GetByteList());

    /// <summary>The integers of the list at the path; empty if there is none.</summary>
    public virtual IList<int> GetIntList(string path) => Read<IList<int>>(path, [], static value => value.GetIntList());

    /// <summary>The integers of the list at the path; empty if there is none.</summary>
    public virtual IList<long> GetLongList(string path) => Read<IList<long>>(path, [], static value => value.GetLongList());

    /// <summary>The numbers of the list at the path; empty if there is none.</summary>
    public virtual IList<float> GetFloatList(string path) => Read<IList<float>>(path, [], static value => value.GetFloatList());

    /// <summary>The numbers of the list at the path; empty if there is none.</summary>
    public virtual IList<double> GetDoubleList(string path) => Read<IList<double>>(path, [], static value => value.GetDoubleList());

    /// <summary>The decimal numbers of the list at the path; empty if there is none.</summary>
    public virtual IList<decimal> GetDecimalList(string path) => Read<IList<decimal>>(path, [], static value => value.GetDecimalList());

    /// <summary>The members of the outermost object, fallbacks merged in.</summary>
    public virtual IEnumerable<KeyValuePair<string, HoconValue>> AsEnumerable() => Root.GetObject()?.Items ?? [];

    /// <summary>The settings as HOCON, without those of fallbacks.</summary>
    public override string ToString() => ToString(includeFallback: false);

    /// <summary>The settings as HOCON.</summary>
    public string ToString(bool includeFallback) =>
        IsEmpty ? "" : includeFallback ? Root.ToString() : Merge(_layers.AsSpan(0, OwnLayers)).ToString();

    /// <summary>A configuration with a HOCON text as its fallback.</summary>
    public static Config operator +(Config config, string fallback)
    {
        ArgumentNullException.ThrowIfNull(config);
        return config.WithFallback(ConfigurationFactory.ParseString(fallback));
    }

    /// <summary>A HOCON text with a configuration as its fallback.</summary>
    public static Config operator +(string configHocon, Config fallbackConfig) =>
        ConfigurationFactory.ParseString(configHocon).WithFallback(fallbackConfig);

    /// <summary>Parses a HOCON text.</summary>
    public static implicit operator Config(string str) => ConfigurationFactory.ParseString(str);

    private T Read<T>(string path, T missing, Func<HoconValue, T> convert)
    {
        if (Find(path) is not { } value)
            return missing;
        try
        {
            return convert(value);
        }
        catch (FormatException error)
        {
            throw new FormatException($"{path}: {error.Message}", error);
        }
    }

    /// <summary>The value of the strongest layer that has one.</summary>
    private HoconValue? Find(string path)
    {
        foreach (var layer in _layers)
        {
            if (!TryStep(layer, path, out var found))
                return null;
            if (found is not null)
                return found;
        }

        return null;
    }

    /// <summary>The values that make up the merged value: of several layers if they are objects, of the strongest one if not.</summary>
    private HoconValue[] FindAll(string path)
    {
        var all = new List<HoconValue>(_layers.Length);
        foreach (var layer in _layers)
        {
            if (!TryStep(layer, path, out var found))
                break;
            if (found is null)
                continue;
            var isObject = found.IsObject();
            if (isObject || all.Count == 0)
                all.Add(found);
            if (!isObject)
                break;
        }

        return [.. all];
    }

    /// <summary>
    /// Follows a path in one layer. False if something that is no object is in the way: it hides what weaker layers have there.
    /// </summary>
    private static bool TryStep(HoconValue layer, string path, out HoconValue? found)
    {
        found = layer;
        for (var keys = new HoconPath(path); keys.Next();)
        {
            var holder = found.GetObject();
            if (holder is null)
                return false;
            if (!holder.Items.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(keys.Key, out found))
                return true;
        }

        return true;
    }

    private static HoconValue Merge(ReadOnlySpan<HoconValue> layers)
    {
        if (layers.Length == 1)
            return layers[0];
        if (layers.Length == 0)
            return new HoconValue([new HoconObject()]);
        var merged = layers[^1].GetObject()!;
        for (var layer = layers.Length - 2; layer >= 0; layer--)
            merged = merged.MergeImmutable(layers[layer].GetObject()!);
        return new HoconValue([merged]);
    }
}
