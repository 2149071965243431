using System.Text;
using Akka.Util;

namespace Akka.Actor;

/// <summary>
/// Position of an actor in the hierarchy. Equality is by address and names and ignores <see cref="Uid"/>, which tells
/// incarnations of the same path apart.
/// </summary>
public abstract class ActorPath : IEquatable<ActorPath>, IComparable<ActorPath>
{
    /// <summary>Symbols that a name may contain besides ASCII letters and digits.</summary>
    public const string ValidSymbols = "\"-_.*$+:@&=,!~';()";

    internal static readonly string[] NoElements = [];

    private readonly ActorPath? _parent;
    private int _hash;
    private string? _text;

    /// <summary>Creates a root.</summary>
    protected ActorPath(Address address, string name)
    {
        Address = address;
        Name = name;
    }

    /// <summary>Creates a child.</summary>
    protected ActorPath(ActorPath parentPath, string name, long uid)
    {
        ArgumentNullException.ThrowIfNull(parentPath);
        _parent = parentPath;
        Address = parentPath.Address;
        Name = name;
        Uid = uid;
        Depth = parentPath.Depth + 1;
    }

    /// <summary>Address of the system.</summary>
    public Address Address { get; }

    /// <summary>Last element.</summary>
    public string Name { get; }

    /// <summary>Identity of the incarnation, 0 if undefined.</summary>
    public long Uid { get; }

    /// <summary>Number of elements below the root.</summary>
    public int Depth { get; }

    /// <summary>The path above; the root has none: null.</summary>
    public ActorPath Parent => _parent!;

    /// <summary>The path that has no parent.</summary>
    public ActorPath Root
    {
        get
        {
            var path = this;
            while (path._parent is not null) path = path._parent;
            return path;
        }
    }

    /// <summary>Names from below the root to this path.</summary>
    public IReadOnlyList<string> Elements
    {
        get
        {
            if (Depth == 0) return NoElements;
            var elements = new string[Depth];
            var path = this;
            for (var i = Depth - 1; i >= 0; i--)
            {
                elements[i] = path.Name;
                path = path._parent!;
            }

            return elements;
        }
    }

    /// <summary>Whether <paramref name="s"/> may be the name of an actor that a user creates.</summary>
    public static bool IsValidPathElement(string s)
    {
        if (string.IsNullOrEmpty(s) || s[0] == '$') return false;
        for (var i = 0; i < s.Length; i++)
        {
            var c = s[i];
            if (char.IsAsciiLetterOrDigit(c) || ValidSymbols.Contains(c, StringComparison.Ordinal)) continue;
            if (c != '%' || i + 2 >= s.Length || !char.IsAsciiHexDigit(s[i + 1]) || !char.IsAsciiHexDigit(s[i + 2])) return false;
            i += 2;
        }

        return true;
    }

    /// <summary>Parses an absolute path; throws <see cref="UriFormatException"/> if it is none.</summary>
    public static ActorPath Parse(string path) =>
        TryParse(path, out var result) ? result : throw new UriFormatException($"Can not parse an ActorPath: {path}");

    /// <summary>Parses an absolute path such as <c>akka://system/user/a#1</c>.</summary>
    public static bool TryParse(string path, out ActorPath actorPath)
    {
        actorPath = null!;
        if (string.IsNullOrEmpty(path) || !TrySplit(path, out var address, out var rest)) return false;
        actorPath = Append(new RootActorPath(address), rest);
        return true;
    }

    /// <summary>Parses a path that is absolute, or relative to the root of <paramref name="basePath"/>.</summary>
    public static bool TryParse(ActorPath basePath, string absoluteUri, out ActorPath actorPath)
    {
        if (TryParse(absoluteUri, out actorPath)) return true;
        if (basePath is null || string.IsNullOrEmpty(absoluteUri)) return false;
        actorPath = Append(basePath.Root, absoluteUri);
        return true;
    }

    /// <summary>Parses the address part of an absolute path.</summary>
    public static bool TryParseAddress(string path, out Address address) => Address.TryParse(path, out address);

    /// <summary>The path of a child. A name of the form <c>n#uid</c> also gives the uid.</summary>
    public ActorPath Child(string childName) => this / childName;

    /// <summary>The ancestor at a depth: 0 is the root, a negative depth counts from this path upwards.</summary>
    public ActorPath ParentOf(int depth)
    {
        var steps = depth >= 0 ? Math.Max(0, Depth - depth) : -depth;
        var path = this;
        while (steps-- > 0 && path._parent is not null) path = path._parent;
        return path;
    }

    /// <summary>The same path as another incarnation.</summary>
    public ActorPath WithUid(long uid) => _parent is null || uid == Uid ? this : new ChildActorPath(_parent, Name, uid);

    /// <summary>Elements joined as in a URI.</summary>
    public static string FormatPathElements(IEnumerable<string> pathElements) => "/" + string.Join('/', pathElements);

    /// <summary>The path without its address.</summary>
    public string ToStringWithoutAddress() => Depth == 0 ? "/" : Join(string.Empty);

    /// <summary>The path with its address.</summary>
    public string ToStringWithAddress() => _text ??= Join(Address.ToString());

    /// <summary>The path with <paramref name="address"/> in place of an address that is only local.</summary>
    public string ToStringWithAddress(Address address) =>
        Address.HasGlobalScope ? ToStringWithAddress() : Join(address.ToString());

    /// <summary>The path with its address and uid.</summary>
    public string ToStringWithUid() => ToSerializationFormat();

    /// <summary>The path with its address and, if defined, uid.</summary>
    public string ToSerializationFormat() => WithFragment(ToStringWithAddress());

    /// <summary>As <see cref="ToSerializationFormat"/>, with <paramref name="address"/> in place of a local address.</summary>
    public string ToSerializationFormatWithAddress(Address address) => WithFragment(ToStringWithAddress(address));

    /// <inheritdoc/>
    public override string ToString() => ToStringWithAddress();

    /// <inheritdoc/>
    public bool Equals(ActorPath? other)
    {
        if (ReferenceEquals(this, other)) return true;
        if (other is null || Depth != other.Depth) return false;
        ActorPath a = this, b = other;
        while (!ReferenceEquals(a, b))
        {
            if (a.Name != b.Name) return false;
            if (a._parent is null) return a.Address.Equals(b.Address);
            a = a._parent;
            b = b._parent!;
        }

        return true;
    }

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ActorPath);

    /// <inheritdoc/>
    public override int GetHashCode()
    {
        if (_hash != 0) return _hash;
        // Text hash codes differ between processes; nothing ordered may depend on them, so a stable hash is used.
        var own = MurmurHash.StringHash(Name);
        var hash = unchecked(((_parent?.GetHashCode() ?? MurmurHash.StringHash(Address.System)) * 31) + own);
        return _hash = hash == 0 ? 1 : hash;
    }

    /// <inheritdoc/>
    public int CompareTo(ActorPath? other) => other is null ? 1 : string.CompareOrdinal(ToString(), other.ToString());

    /// <summary>The path of a child.</summary>
    public static ActorPath operator /(ActorPath path, string name)
    {
        ArgumentNullException.ThrowIfNull(path);
        ArgumentNullException.ThrowIfNull(name);
        var hash = name.IndexOf('#', StringComparison.Ordinal);
        return hash >= 0 && long.TryParse(name.AsSpan(hash + 1), System.Globalization.CultureInfo.InvariantCulture, out var uid)
            ? new ChildActorPath(path, name[..hash], uid)
            : new ChildActorPath(path, name, 0);
    }

    /// <summary>The path of a descendant.</summary>
    public static ActorPath operator /(ActorPath path, IEnumerable<string> name)
    {
        ArgumentNullException.ThrowIfNull(name);
        foreach (var element in name)
        {
            if (!string.IsNullOrEmpty(element)) path /= element;
        }

        return path;
    }

    /// <summary>Equality by address and names.</summary>
    public static bool operator ==(ActorPath? left, ActorPath? right) => Equals(left, right);

    /// <summary>Negation of equality.</summary>
    public static bool operator !=(ActorPath? left, ActorPath? right) => !Equals(left, right);

    /// <summary>Ordinal order of the textual form.</summary>
    public static bool operator <(ActorPath? left, ActorPath? right) => Comparer<ActorPath>.Default.Compare(left, right) < 0;

    /// <summary>Ordinal order of the textual form.</summary>
    public static bool operator >(ActorPath? left, ActorPath? right) => Comparer<ActorPath>.Default.Compare(left, right) > 0;

    /// <summary>Ordinal order of the textual form.</summary>
    public static bool operator <=(ActorPath? left, ActorPath? right) => Comparer<ActorPath>.Default.Compare(left, right) <= 0;

    /// <summary>Ordinal order of the textual form.</summary>
    public static bool operator >=(ActorPath? left, ActorPath? right) => Comparer<ActorPath>.Default.Compare(left, right) >= 0;

    /// <summary>Splits <c>akka://system@host:1/rest</c>.</summary>
    internal static bool TrySplit(string path, out Address address, out string rest)
    {
        address = null!;
        rest = string.Empty;
        var scheme = path.IndexOf("://", StringComparison.Ordinal);
        if (scheme <= 0 || !path.StartsWith("akka", StringComparison.Ordinal)) return false;
        var begin = scheme + 3;
        var slash = path.IndexOf('/', begin);
        var authority = slash < 0 ? path[begin..] : path[begin..slash];
        rest = slash < 0 ? string.Empty : path[slash..];
        if (authority.Length == 0) return false;
        var at = authority.IndexOf('@', StringComparison.Ordinal);
        if (at < 0)
        {
            address = new Address(path[..scheme], authority);
            return true;
        }

        var colon = authority.LastIndexOf(':');
        if (colon < at || !int.TryParse(authority.AsSpan(colon + 1), System.Globalization.CultureInfo.InvariantCulture, out var port))
            return false;
        address = new Address(path[..scheme], authority[..at], authority[(at + 1)..colon], port);
        return true;
    }

    private static ActorPath Append(ActorPath root, string rest)
    {
        foreach (var element in rest.Split('/', StringSplitOptions.RemoveEmptyEntries)) root /= element;
        return root;
    }

    private string Join(string prefix)
    {
        if (Depth == 0) return prefix + "/";
        var builder = new StringBuilder(prefix);
        foreach (var element in Elements) builder.Append('/').Append(element);
        return builder.ToString();
    }

    private string WithFragment(string text) => Uid == 0 ? text : $"{text}#{Uid}";
}
