using ActorIommu.Messages;

namespace ActorIommu.Actors.Iommufd;

/// <summary>Results of the driver as iommufd passes them on.</summary>
internal static class Errnos
{
    /// <summary>
    /// As the driver of Linux would say it. That commands did not complete is no error of iommufd's ioctls: the driver ignores it
    /// (arm_smmu_domain_inv_range), and the history has it.
    /// </summary>
    public static Errno Of(HostResult result) => result switch
    {
        HostResult.Ok or HostResult.Degraded => Errno.Ok,
        HostResult.Exists => Errno.EEXIST,
        HostResult.NoEntry => Errno.ENOENT,
        HostResult.Busy => Errno.EBUSY,
        HostResult.NoMemory => Errno.ENOMEM,
        HostResult.NoSpace => Errno.ENOSPC,
        HostResult.Refused => Errno.EIO,
        HostResult.Unsupported => Errno.EOPNOTSUPP,
        _ => Errno.EINVAL,
    };

    /// <summary>The same of an answer. A guest's commands that did not complete are an error (arm_vsmmu_cache_invalidate).</summary>
    public static Errno Of(IHostAnswer answer) =>
        answer is ViommuInvalidated { Result: HostResult.Degraded } ? Errno.ETIMEDOUT : Of(answer.Result);
}
