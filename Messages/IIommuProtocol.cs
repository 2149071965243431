namespace ActorIommu.Messages;

/// <summary>
/// Root of every message between actors: immutable values and ids, never references to actors. Akka promises order per
/// sender and receiver only; each message says what more its protocol needs, and how it gets it.
/// </summary>
public interface IIommuProtocol;

/// <summary>Asks for something, and is answered once.</summary>
public interface IRequest : IIommuProtocol
{
    /// <summary>Its number, which its sender chose; returned with the answer.</summary>
    RequestId Request { get; }
}

/// <summary>The answer to an <see cref="IRequest"/>.</summary>
public interface IAnswer : IIommuProtocol
{
    /// <summary>The number of the request.</summary>
    RequestId Request { get; }
}

/// <summary>The answer of host software.</summary>
public interface IHostAnswer : IAnswer
{
    /// <summary>What became of the request.</summary>
    HostResult Result { get; }
}

/// <summary>A message that the machine passes on, sender kept, to the SMMU that it names.</summary>
public interface ISmmuRequest : IIommuProtocol
{
    /// <summary>The SMMU that it is for.</summary>
    SmmuId Smmu { get; }
}

/// <summary>A message that the machine passes on, sender kept, to the device that it names.</summary>
public interface IDeviceRequest : IIommuProtocol
{
    /// <summary>The device that it is for.</summary>
    DeviceId Device { get; }
}
