namespace Akka.Actor;

/// <summary>Where an actor system lives: protocol, name and, if it is reachable from outside, host and port.</summary>
public sealed class Address : IEquatable<Address>, IComparable<Address>
{
    /// <summary>The address that stands for every system.</summary>
    public static readonly Address AllSystems = new("akka", "all-systems");

    /// <summary>Creates an address.</summary>
    public Address(string protocol, string system, string? host = null, int? port = null)
    {
        ArgumentNullException.ThrowIfNull(protocol);
        ArgumentNullException.ThrowIfNull(system);
        Protocol = protocol;
        System = system;
        Host = host;
        Port = port;
    }

    /// <summary>Protocol, such as <c>akka</c>.</summary>
    public string Protocol { get; }

    /// <summary>Name of the actor system.</summary>
    public string System { get; }

    /// <summary>Host, if any.</summary>
    public string? Host { get; }

    /// <summary>Port, if any.</summary>
    public int? Port { get; }

    /// <summary>Whether it means something only inside the system.</summary>
    public bool HasLocalScope => string.IsNullOrEmpty(Host);

    /// <summary>Whether it can be reached from outside.</summary>
    public bool HasGlobalScope => !HasLocalScope;

    /// <summary>The address without its protocol.</summary>
    public string HostPort() => ToString()[(Protocol.Length + 3)..];

    /// <summary>The same address with another protocol.</summary>
    public Address WithProtocol(string protocol) => new(protocol, System, Host, Port);

    /// <summary>The same address of another system.</summary>
    public Address WithSystem(string system) => new(Protocol, system, Host, Port);

    /// <summary>The same address on another host.</summary>
    public Address WithHost(string? host = null) => new(Protocol, System, host, Port);

    /// <summary>The same address on another port.</summary>
    public Address WithPort(int? port = null) => new(Protocol, System, Host, port);

    /// <summary>Parses an address; throws <see cref="UriFormatException"/> if it is none.</summary>
    public static Address Parse(string address) =>
        TryParse(address, out var result) ? result : throw new UriFormatException($"[{address}] is not a valid address");

    /// <summary>Parses an address.</summary>
    public static bool TryParse(string path, out Address address)
    {
        address = null!;
        if (string.IsNullOrEmpty(path) || !ActorPath.TrySplit(path, out var found, out _)) return false;
        address = found;
        return true;
    }

    /// <inheritdoc/>
    public bool Equals(Address? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Protocol == other.Protocol && System == other.System && Host == other.Host && Port == other.Port);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Address);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Protocol, System, Host, Port);

    /// <inheritdoc/>
    public int CompareTo(Address? other) => other is null ? 1 : string.CompareOrdinal(ToString(), other.ToString());

    /// <inheritdoc/>
    public override string ToString() =>
        Host is null ? $"{Protocol}://{System}" : Port is null ? $"{Protocol}://{System}@{Host}" : $"{Protocol}://{System}@{Host}:{Port}";

    /// <summary>Equality of all parts.</summary>
    public static bool operator ==(Address? left, Address? right) => Equals(left, right);

    /// <summary>Negation of equality.</summary>
    public static bool operator !=(Address? left, Address? right) => !Equals(left, right);

    /// <summary>Ordinal order of the textual form.</summary>
    public static bool operator <(Address? left, Address? right) => Comparer<Address>.Default.Compare(left, right) < 0;

    /// <summary>Ordinal order of the textual form.</summary>
    public static bool operator >(Address? left, Address? right) => Comparer<Address>.Default.Compare(left, right) > 0;

    /// <summary>Ordinal order of the textual form.</summary>
    public static bool operator <=(Address? left, Address? right) => Comparer<Address>.Default.Compare(left, right) <= 0;

    /// <summary>Ordinal order of the textual form.</summary>
    public static bool operator >=(Address? left, Address? right) => Comparer<Address>.Default.Compare(left, right) >= 0;
}
