#include <iostream>

int main() {
  std::cout << "every public header was read\n";
}
