#include "check/check.hpp"

namespace crm::check {

const std::vector<Check>& checks() {
    static const std::vector<Check> all = [] {
        std::vector<Check> list;
        for (const auto topic : {&load_checks, &registration_checks, &life_checks, &order_checks, &fork_checks,
                                 &stop_checks, &reply_checks, &borrow_checks, &thread_checks, &feed_checks,
                                 &wake_checks, &action_checks, &secret_checks, &process_checks}) {
            for (const Check& check : topic()) list.push_back(check);
        }
        return list;
    }();
    return all;
}

}  // namespace crm::check
