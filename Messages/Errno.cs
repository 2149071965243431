namespace ActorIommu.Messages;

/// <summary>An error as Linux names and numbers it (asm-generic/errno-base.h, errno.h). 0 is success.</summary>
public enum Errno : byte
{
    /// <summary>Done.</summary>
    Ok = 0,

    /// <summary>Not permitted.</summary>
    EPERM = 1,

    /// <summary>There is no such thing.</summary>
    ENOENT = 2,

    /// <summary>The hardware's driver refuses what it was given.</summary>
    EIO = 5,

    /// <summary>No such device or address.</summary>
    ENXIO = 6,

    /// <summary>Bytes beyond what is known are not zero.</summary>
    E2BIG = 7,

    /// <summary>No memory.</summary>
    ENOMEM = 12,

    /// <summary>A user address that nothing is at.</summary>
    EFAULT = 14,

    /// <summary>In use.</summary>
    EBUSY = 16,

    /// <summary>There is one already.</summary>
    EEXIST = 17,

    /// <summary>No such device.</summary>
    ENODEV = 19,

    /// <summary>An argument is wrong.</summary>
    EINVAL = 22,

    /// <summary>No room is left.</summary>
    ENOSPC = 28,

    /// <summary>A read or write that is no whole number of records.</summary>
    ESPIPE = 29,

    /// <summary>It would not end (EDEADLK).</summary>
    EDEADLOCK = 35,

    /// <summary>An address or a count is too large.</summary>
    EOVERFLOW = 75,

    /// <summary>The answer does not fit.</summary>
    EMSGSIZE = 90,

    /// <summary>Not supported.</summary>
    EOPNOTSUPP = 95,

    /// <summary>The addresses are in use.</summary>
    EADDRINUSE = 98,

    /// <summary>It took too long.</summary>
    ETIMEDOUT = 110,
}
